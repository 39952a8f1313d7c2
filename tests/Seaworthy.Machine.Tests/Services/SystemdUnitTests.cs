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
