using System.Security.Cryptography;
using System.Text;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Services;

/// <summary>A service as a systemd unit file.</summary>
public static class SystemdUnit
{
    /// <summary>
    /// "seaworthy-server.service" of the installation in the default directory; of any other "seaworthy-3f9c12ab-server.service", so that
    /// two installations on a machine never write each other's units.
    /// </summary>
    public static string NameOf(SeaworthyHome home, string service) => $"{Prefix(home)}{service}.service";

    /// <summary>Under which journald keeps its words.</summary>
    public static string IdentifierOf(SeaworthyHome home, string service) => $"{Prefix(home)}{service}";

    /// <param name="environmentFile">Holds the variables, among them passwords: unit files can be read by everybody.</param>
    public static string Render(SeaworthyHome home, ServiceSpec spec, string environmentFile) => $"""
        # Written by sea; changes are lost.
        [Unit]
        Description={spec.Service.Title}{(home.IsDefault ? "" : $" ({home.Root.Replace("%", "%%", StringComparison.Ordinal)})")}
        After={string.Join(' ', ["network.target", .. spec.Service.After.Select(service => NameOf(home, service))])}
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
        SyslogIdentifier={IdentifierOf(home, spec.Service.Name)}

        [Install]
        WantedBy=multi-user.target

        """;

    private static string Prefix(SeaworthyHome home) =>
        home.IsDefault ? "seaworthy-" : $"seaworthy-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Root)))[..8]}-";

    /// <summary>As systemd.service(5) wants it: % and $ doubled, the rest as in C.</summary>
    private static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in argument)
            quoted.Append(letter switch { '%' => "%%", '$' => "$$", '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ => letter.ToString() });
        return quoted.Append('"').ToString();
    }
}
