using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;

namespace Seaworthy.Machine.Tests.Services;

public sealed class SystemdUnitTests
{
    private static readonly SeaworthyHome home = new(SeaworthyHome.Default);

    private static readonly ServiceSpec spec = new(
        Service.Server, new Command("/srv/a b/Seaworthy.Server", "--say", "100% of $HOME \"quoted\""));

    [Fact]
    public void Render_SaysEverythingThatSystemdNeeds() => SystemdUnit.Render(home, spec, "/srv/run/server.env").ShouldBe("""
        # Written by sea; changes are lost.
        [Unit]
        Description=Seaworthy's server
        After=network.target seaworthy-postgres.service
        StartLimitIntervalSec=0

        [Service]
        ExecStart="/srv/a b/Seaworthy.Server" "--say" "100%% of $$HOME \"quoted\""
        EnvironmentFile=/srv/run/server.env
        KillMode=mixed
        KillSignal=SIGTERM
        TimeoutStopSec=20
        Restart=always
        RestartSec=1
        LimitNOFILE=1048576
        SyslogIdentifier=seaworthy-server

        [Install]
        WantedBy=multi-user.target

        """);

    [Fact]
    public void NameOf_AnotherDirectory_IsAnotherUnit()
    {
        var here = new SeaworthyHome("/srv/here");
        var there = new SeaworthyHome("/srv/there");

        string[] names = [.. new[] { home, here, there }.Select(home => SystemdUnit.NameOf(home, "server"))];

        names[0].ShouldBe("seaworthy-server.service");
        names.Distinct().Count().ShouldBe(3);
        names.ShouldAllBe(name => name.StartsWith("seaworthy-", StringComparison.Ordinal) && name.EndsWith("-server.service", StringComparison.Ordinal));
        SystemdUnit.NameOf(new SeaworthyHome("/srv/../srv/here"), "server").ShouldBe(names[1]);
        SystemdUnit.Render(here, spec, "/dev/null").ShouldContain($"After=network.target {SystemdUnit.NameOf(here, "postgres")}");
    }

    [Fact]
    public async Task A_service_with_sockets_of_its_own_is_kept_by_a_keeper_that_systemd_gives_them_to()
    {
        var edge = spec with { Service = Service.Edge, Sockets = [SocketSpec.OnPort(80), SocketSpec.At("/srv/front/edge.sock")] };

        var unit = SystemdUnit.RenderKept(home, edge, "/srv/bin/keep");
        var sockets = SystemdUnit.RenderSockets(home, edge);

        unit.ShouldContain("Requires=seaworthy-edge.socket\nAfter=network.target seaworthy-edge.socket\n");
        unit.ShouldContain("ExecStart=\"/bin/bash\" \"/srv/bin/keep\" \"edge\" \"/var/lib/seaworthy/run\" \"-\"\nExecReload=/bin/kill -USR1 $MAINPID\n");
        sockets.ShouldContain("[Socket]\nListenStream=80\nListenStream=/srv/front/edge.sock\nBindIPv6Only=both\n");
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not installed");
        var folder = Directory.CreateTempSubdirectory("sea-units-");
        try
        {
            var (file, socket) = (Path.Combine(folder.FullName, "seaworthy-edge.service"), Path.Combine(folder.FullName, "seaworthy-edge.socket"));
            await File.WriteAllTextAsync(file, unit, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(socket, sockets, TestContext.Current.CancellationToken);
            var verified = await new Command("systemd-analyze", "verify", file, socket).RunAsync(TestContext.Current.CancellationToken);
            verified.Errors.Split('\n').Where(line => line.Contains("seaworthy-edge", StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Systemd_itself_finds_no_fault_in_the_unit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not installed");
        var folder = Directory.CreateTempSubdirectory("sea-units-");
        try
        {
            var file = Path.Combine(folder.FullName, SystemdUnit.NameOf(home, spec.Service.Name));
            var runnable = spec with { Command = spec.Command with { Program = "/bin/true" } };
            File.WriteAllText(file, SystemdUnit.Render(home, runnable, "/dev/null"));

            var verified = await new Command("systemd-analyze", "verify", "--man=no", "--generators=no", file).RunAsync(TestContext.Current.CancellationToken);

            verified.Errors.Split('\n').Where(line => line.Contains(file, StringComparison.Ordinal)).ShouldBeEmpty();
            verified.ExitCode.ShouldBe(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
