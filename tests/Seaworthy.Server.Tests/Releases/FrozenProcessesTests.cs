using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Tests.Releases;

/// <summary>What a release freezes of a build and the settings: its processes as text, one per line.</summary>
public sealed class FrozenProcessesTests
{
    private static readonly App Shop = new()
    {
        Id = Ids.New<AppId>(),
        OrganizationId = Ids.New<OrganizationId>(),
        ProjectId = Ids.New<ProjectId>(),
        Name = "Shop",
        Slug = "shop",
        Desired = "running",
        MemoryBytes = 512,
        CpuMillis = 500,
        Strategy = "start-first",
        DrainSeconds = 30,
        StopGraceSeconds = 10,
        StartDeadlineSeconds = 120,
    };

    [Fact]
    public void A_build_alone_is_as_the_build_and_the_app_have_it() => Freeze(Settings()).ShouldBe("""
        web service - :8080 512/500 start-first
        worker service ./work - 512/500 start-first
        release release ./migrate - 512/500 start-first
        """);

    [Fact]
    public void The_only_exposed_port_is_the_port_unless_one_is_set()
    {
        Freeze(Settings(), exposed: 3000).ShouldContain("web service - :3000 ");
        Freeze(Settings(app: Shop with { Port = 4000 }), exposed: 3000).ShouldContain("web service - :4000 ");
        Freeze(Settings(app: Shop with { Port = 4000 }, processes: [new ProcessSettings { Name = "web", Port = 5000 }]), exposed: 3000).ShouldContain("web service - :5000 ");
    }

    [Fact]
    public void A_process_has_its_own_before_the_apps() => Freeze(
        Settings(
            Shop with { HealthPath = "/up" },
            [
                new ProcessSettings { Name = "web", Command = ["./serve"], HealthPath = "/web" },
                new ProcessSettings { Name = "worker", MemoryBytes = 64, CpuMillis = 100, Port = 9000, Replicas = 3 },
                new ProcessSettings { Name = "release", MemoryBytes = 1024 },
                new ProcessSettings { Name = "mailer", Command = ["./mail"] },
                new ProcessSettings { Name = "ghost", Replicas = 2 },
            ])).ShouldBe("""
        web service ./serve :8080/web 512/500 start-first
        worker service ./work :9000 64/100 start-first
        release release ./migrate - 1024/500 start-first
        mailer service ./mail - 512/500 start-first
        """);

    [Fact]
    public void The_pre_deploy_setting_takes_the_place_of_the_builds_release_command()
    {
        var (processes, notes) = FrozenProcesses.Of(Settings(Shop with { PreDeployCommand = ["./before"], PostDeployCommand = ["./after"] }), Build(), Exposed(null));

        Text(processes).ShouldBe("""
            web service - :8080 512/500 start-first
            worker service ./work - 512/500 start-first
            pre-deploy release ./before - 512/500 start-first
            post-deploy job ./after - 512/500 start-first
            """);
        notes.ShouldBe(["The setting pre_deploy_command takes the place of the build's own 'release'."]);
    }

    [Fact]
    public void Names_that_are_the_settings_own_do_not_collide_with_a_builds()
    {
        var build = Build(Process("web", "service"), Process("pre-deploy", "service", "./x"), Process("post-deploy", "service", "./y"));

        var (processes, notes) = FrozenProcesses.Of(Settings(Shop with { PreDeployCommand = ["./before"], PostDeployCommand = ["./after"] }), build, Exposed(null));

        processes.Select(process => process.Name).ShouldBe(["web", "pre-deploy", "post-deploy"]);
        notes.Count.ShouldBe(2);
        Freeze(Settings(), build).ShouldContain("pre-deploy service ./x");
    }

    [Fact]
    public void An_exclusive_volume_makes_its_process_alone_stop_first()
    {
        var data = new Volume { Id = Ids.New<VolumeId>(), Name = "data", Shared = false, Process = "web", Path = "/data", ReadOnly = true };
        var pool = new Volume { Id = Ids.New<VolumeId>(), Name = "pool", Shared = true, Process = "worker", Path = "/pool" };

        var (processes, notes) = FrozenProcesses.Of(Settings(volumes: [data, pool, data with { Process = "ghost" }]), Build(), Exposed(null));

        processes[0].Strategy.ShouldBe(DeployStrategy.StopFirst);
        processes[0].Mounts.ShouldBe([new ReleaseMount($"sea-volume-{data.Id.Value:n}", "/data", true, "data", false)]);
        processes[1].Strategy.ShouldBe(DeployStrategy.StartFirst);
        processes[1].Mounts.ShouldBe([new ReleaseMount($"sea-volume-{pool.Id.Value:n}", "/pool", false, "pool", true)]);
        processes[2].Mounts.ShouldBeEmpty();
        notes.ShouldBe(["The volume 'data' is not mounted: there is no process 'ghost'."]);
    }

    [Fact]
    public void Labels_and_the_strategy_of_the_app_are_every_processs()
    {
        var (processes, _) = FrozenProcesses.Of(Settings(Shop with { Strategy = "stop-first", Labels = new Dictionary<string, string> { ["team"] = "blue" } }), Build(), Exposed(null));

        processes.ShouldAllBe(process => process.Strategy == DeployStrategy.StopFirst && process.Labels["team"] == "blue");
    }

    private static string Freeze(AppSettings settings, Build? build = null, int? exposed = null) => Text(FrozenProcesses.Of(settings, build ?? Build(), Exposed(exposed)).Processes);

    private static Dictionary<string, int?> Exposed(int? port) => new() { ["app"] = port };

    private static AppSettings Settings(App? app = null, ProcessSettings[]? processes = null, Volume[]? volumes = null) => new()
    {
        App = app ?? Shop,
        Processes = (processes ?? []).ToDictionary(process => process.Name),
        Volumes = volumes ?? [],
        Variables = [],
    };

    private static Build Build(params BuildProcess[] processes) => new()
    {
        Id = Ids.New<BuildId>(),
        AppId = Shop.Id,
        RevisionId = Ids.New<RevisionId>(),
        Status = BuildStatus.Succeeded,
        SourceKind = "git",
        SourceUrl = "https://git.example/shop.git",
        SourceRef = "",
        Pack = "dockerfile",
        Images = [new BuildImage { Service = "app", ImageId = "sha256:1", Tag = "seaworthy/shop:1" }],
        Processes = processes.Length > 0 ? processes : [Process("web", "service"), Process("worker", "service", "./work"), Process("release", "release", "./migrate")],
    };

    private static BuildProcess Process(string name, string kind, string? command = null) => new() { Name = name, Kind = kind, Service = "app", Command = command is null ? null : [command] };

    private static string Text(IEnumerable<ReleaseProcess> processes) => string.Join('\n', processes.Select(process =>
        $"{process.Name} {process.Kind.ToString().ToLowerInvariant()} {CommandText.Show(process.Command) ?? "-"} {(process.Port is { } port ? $":{port}{process.HealthPath}" : "-")} " +
        $"{process.MemoryBytes}/{process.CpuMillis} {(process.Strategy == DeployStrategy.StopFirst ? "stop-first" : "start-first")}"));
}
