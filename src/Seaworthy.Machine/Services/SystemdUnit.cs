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

    public static string SocketNameOf(SeaworthyHome home, string service) => $"{Prefix(home)}{service}.socket";

    /// <summary>
    /// A service whose listening sockets are systemd's. Its main process is the keeper, which gets them, hands them down to the program,
    /// and on a reload lets a changed program take over from the one that runs.
    /// </summary>
    /// <param name="script">Where keep.sh lies.</param>
    public static string RenderKept(SeaworthyHome home, ServiceSpec spec, string script) => $"""
        # Written by sea; changes are lost.
        [Unit]
        Description={spec.Service.Title}{(home.IsDefault ? "" : $" ({home.Root.Replace("%", "%%", StringComparison.Ordinal)})")}
        Requires={SocketNameOf(home, spec.Service.Name)}
        After={string.Join(' ', ["network.target", SocketNameOf(home, spec.Service.Name), .. spec.Service.After.Select(service => NameOf(home, service))])}
        StartLimitIntervalSec=0

        [Service]
        ExecStart={string.Join(' ', new[] { "/bin/bash", script, spec.Service.Name, home.Run, "-" }.Select(Quote))}
        ExecReload=/bin/kill -USR1 $MAINPID
        KillMode=mixed
        TimeoutStopSec={spec.Service.StopGrace.TotalSeconds:0}
        Restart=always
        RestartSec=1
        LimitNOFILE=1048576
        SyslogIdentifier={IdentifierOf(home, spec.Service.Name)}

        [Install]
        WantedBy=multi-user.target

        """;

    public static string RenderSockets(SeaworthyHome home, ServiceSpec spec) => $"""
        # Written by sea; changes are lost.
        [Unit]
        Description={spec.Service.Title}: where it listens

        [Socket]
        {string.Join('\n', spec.Sockets.Select(socket => $"ListenStream={socket.ToString().Replace("%", "%%", StringComparison.Ordinal)}"))}
        BindIPv6Only=both
        Backlog={SocketSpec.Backlog}
        SocketMode=0666
        DirectoryMode=0700

        [Install]
        WantedBy=sockets.target

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
