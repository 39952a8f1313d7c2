using System.Text;

namespace Seaworthy.Machine.Services;

/// <summary>A service as a systemd unit file.</summary>
public static class SystemdUnit
{
    public static string NameOf(string service) => $"seaworthy-{service}.service";

    /// <param name="environmentFile">Holds the variables, among them passwords: unit files can be read by everybody.</param>
    public static string Render(ServiceSpec spec, string environmentFile) => $"""
        # Written by sea; changes are lost.
        [Unit]
        Description={spec.Service.Title}
        After={string.Join(' ', ["network.target", .. spec.Service.After.Select(NameOf)])}
        StartLimitIntervalSec=0

        [Service]
        ExecStart={string.Join(' ', new[] { spec.Command.Program }.Concat(spec.Command.Arguments).Select(Quote))}
        EnvironmentFile={environmentFile}
        KillMode=mixed
        KillSignal=SIG{spec.Service.StopSignal}
        TimeoutStopSec={spec.Service.StopGrace.TotalSeconds:0}
        Restart=always
        RestartSec=1
        LimitNOFILE=1048576
        SyslogIdentifier=seaworthy-{spec.Service.Name}

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>As systemd.service(5) wants it: % and $ doubled, the rest as in C.</summary>
    private static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in argument)
            quoted.Append(letter switch { '%' => "%%", '$' => "$$", '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ => letter.ToString() });
        return quoted.Append('"').ToString();
    }
}
