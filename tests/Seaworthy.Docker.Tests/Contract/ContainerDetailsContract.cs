using System.Net;
using Seaworthy.Testing;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>What is declared is what is seen.</summary>
public abstract class ContainerDetailsContract(EngineSetting setting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IContainers Containers => setting.Engine.Containers;

    [Fact]
    public async Task Settings_are_seen_as_they_were_declared()
    {
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Entrypoint = ["/bin/sh", "-c"],
            Command = ["sleep 1000"],
            Environment = new Dictionary<string, string> { ["A"] = "1", ["EMPTY"] = "", ["WITH"] = "a=b c" },
            ExposedPorts = [new ContainerPort(8080), new ContainerPort(53, PortProtocol.Udp)],
            User = "1000:1000",
            WorkingDirectory = "/tmp",
            Hostname = "web",
            StopSignal = "SIGINT",
            StopTimeout = TimeSpan.FromSeconds(7),
        };

        var config = (await setting.Inspect(await setting.Create(spec, Cancel), Cancel)).Config;

        config.Image.ShouldBe(spec.Image);
        config.Entrypoint.ShouldBe(spec.Entrypoint);
        config.Command.ShouldBe(spec.Command);
        config.Environment.ShouldBe(spec.Environment, ignoreOrder: true);
        config.Labels.ShouldBe(spec.Labels, ignoreOrder: true);
        config.ExposedPorts.ShouldBe(spec.ExposedPorts, ignoreOrder: true);
        config.User.ShouldBe("1000:1000");
        config.WorkingDirectory.ShouldBe("/tmp");
        config.Hostname.ShouldBe("web");
        config.StopSignal.ShouldBe("SIGINT");
        config.StopTimeout.ShouldBe(TimeSpan.FromSeconds(7));
        config.HealthCheck.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_host_grants_is_seen_as_it_was_declared()
    {
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Limits = new() { MemoryBytes = 64 << 20, MemoryAndSwapBytes = 128 << 20, NanoCpus = 250_000_000, Pids = 64 },
            RestartPolicy = ContainerRestartPolicy.OnFailure(3),
            CapDrop = ["ALL"],
            CapAdd = ["CAP_NET_BIND_SERVICE"],
            SecurityOptions = ["no-new-privileges"],
            Init = true,
            ReadOnlyRootFilesystem = true,
            ExtraHosts = ["db:10.0.0.1"],
            Logging = ContainerLogging.JsonFile(10 << 20, 3),
        };

        var host = (await setting.Inspect(await setting.Create(spec, Cancel), Cancel)).Host;

        host.Limits.ShouldBe(spec.Limits);
        host.RestartPolicy.ShouldBe(spec.RestartPolicy);
        host.CapDrop.ShouldBe(spec.CapDrop);
        host.CapAdd.ShouldBe(spec.CapAdd);
        host.SecurityOptions.ShouldBe(spec.SecurityOptions);
        host.Privileged.ShouldBeFalse();
        host.Init.ShouldBeTrue();
        host.ReadOnlyRootFilesystem.ShouldBeTrue();
        host.ExtraHosts.ShouldBe(spec.ExtraHosts);
        host.Logging.Driver.ShouldBe("json-file");
        host.Logging.Options.ShouldBe(spec.Logging.Options, ignoreOrder: true);
    }

    [Fact]
    public async Task Without_limits_there_are_none()
    {
        var host = (await setting.Inspect(await setting.Create(setting.NewContainer(Program.Obedient), Cancel), Cancel)).Host;

        host.Limits.ShouldBe(ContainerLimits.None);
        host.RestartPolicy.ShouldBe(ContainerRestartPolicy.No);
        host.CapAdd.ShouldBeEmpty();
        host.SecurityOptions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mounts_are_seen_and_hold_their_volume()
    {
        var volume = setting.NewName();
        await setting.Engine.Volumes.CreateAsync(new VolumeSpec(volume) { Labels = setting.Labels }, Cancel);
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Mounts =
            [
                ContainerMount.Volume(volume, "/data"),
                ContainerMount.Bind("/etc", "/host-etc", readOnly: true),
                ContainerMount.Tmpfs("/scratch", 1 << 20),
            ],
        };
        var id = await setting.Create(spec, Cancel);

        var mounts = (await setting.Inspect(id, Cancel)).Mounts;

        // Nobody tells a tmpfs's size again.
        mounts.ShouldBe(spec.Mounts.Select(mount => mount with { TmpfsBytes = null }), ignoreOrder: true);
        (await setting.Engine.Volumes.RemoveAsync(volume, Cancel)).ShouldBe(RemoveOutcome.InUse);
        await Containers.RemoveAsync(id, ContainerRemoval.Whole, Cancel);
        (await setting.Engine.Volumes.RemoveAsync(volume, Cancel)).ShouldBe(RemoveOutcome.Removed);
    }

    [Fact]
    public async Task A_published_port_is_seen_while_it_runs()
    {
        var binding = new PortBinding(new ContainerPort(8080), IPAddress.Loopback, 0);
        var id = await setting.Create(setting.NewContainer(Program.Obedient) with { PortBindings = [binding] }, Cancel);
        (await setting.Inspect(id, Cancel)).PublishedPorts.ShouldBeEmpty();

        await Containers.StartAsync(id, Cancel);

        var seen = await setting.Inspect(id, Cancel);
        seen.Host.PortBindings.ShouldBe([binding]);
        var published = seen.PublishedPorts.ShouldHaveSingleItem();
        published.HostPort.ShouldBeGreaterThan(0);
        published.ShouldBe(binding with { HostPort = published.HostPort });
    }

    [Fact]
    public async Task A_port_is_published_once()
    {
        var binding = new PortBinding(new ContainerPort(8080), IPAddress.Loopback, FreePort.Next());
        await setting.Run(setting.NewContainer(Program.Obedient) with { PortBindings = [binding] }, Cancel);
        var second = await setting.Create(setting.NewContainer(Program.Obedient) with { PortBindings = [binding] }, Cancel);

        var error = await Should.ThrowAsync<DockerException>(() => Containers.StartAsync(second, Cancel));

        error.EngineMessage.ShouldContain("port is already allocated");
    }

    [Fact]
    public async Task A_health_check_turns_healthy()
    {
        var spec = setting.NewContainer(Program.Obedient) with
        {
            HealthCheck = new ContainerHealthCheck(["CMD", "/bin/true"])
            {
                Interval = TimeSpan.FromMilliseconds(200),
                Timeout = TimeSpan.FromSeconds(5),
                StartPeriod = TimeSpan.FromSeconds(1),
                Retries = 4,
            },
        };
        var id = await setting.Run(spec, Cancel);

        var seen = await Eventually.Get(token => setting.Inspect(id, token),
            container => container.State.Health is { Status: HealthStatus.Healthy, LastProbe: not null }, Patience, "it turns healthy", Cancel);

        seen.State.Health!.LastProbe!.ExitCode.ShouldBe(0);
        seen.State.Health.FailingStreak.ShouldBe(0);
        seen.Config.HealthCheck!.Test.ShouldBe(spec.HealthCheck.Test);
        (seen.Config.HealthCheck with { Test = spec.HealthCheck.Test }).ShouldBe(spec.HealthCheck);
    }

    [Fact]
    public async Task Lists_filter_by_label_name_and_running()
    {
        var one = setting.NewContainer(Program.Obedient) with { Labels = Labels("one") };
        var two = setting.NewContainer(Program.Obedient) with { Labels = Labels("two") };
        var running = await setting.Run(one, Cancel);
        var created = await setting.Create(two, Cancel);

        (await List(new() { Labels = [setting.Label, "seaworthy.role=one"] })).ShouldBe([running]);
        (await List(new() { Labels = [setting.Label, "seaworthy.role"] })).ShouldBe([created, running]);
        (await List(new() { Labels = ["seaworthy.role=none"] })).ShouldBeEmpty();
        (await List(new() { Name = two.Name })).ShouldBe([created]);
        (await List(new() { Name = two.Name[..^1] })).ShouldNotContain(created);
        (await List(new() { Labels = [setting.Label, "seaworthy.role"], RunningOnly = true })).ShouldBe([running]);

        var summary = (await Containers.ListAsync(new() { Name = one.Name }, Cancel)).ShouldHaveSingleItem();
        summary.Name.ShouldBe(one.Name);
        summary.Image.ShouldBe(one.Image);
        summary.Status.ShouldBe(ContainerStatus.Running);
        summary.Labels.ShouldContain(new KeyValuePair<string, string>("seaworthy.role", "one"));
        summary.Networks["bridge"].Address.ShouldNotBeNull();
        await Containers.RemoveAsync(running, ContainerRemoval.Whole, Cancel);
        await Containers.RemoveAsync(created, ContainerRemoval.Whole, Cancel);
    }

    private Dictionary<string, string> Labels(string role) => new(setting.Labels) { ["seaworthy.role"] = role };

    private async Task<string[]> List(ContainerQuery query) =>
        [.. (await Containers.ListAsync(query, Cancel)).Select(container => container.Id)];
}

public sealed class RealContainerDetailsTests(RealSetting setting) : ContainerDetailsContract(setting);

public sealed class FakeContainerDetailsTests(FakeSetting setting) : ContainerDetailsContract(setting), IClassFixture<FakeSetting>;
