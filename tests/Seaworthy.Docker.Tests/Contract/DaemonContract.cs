namespace Seaworthy.Docker.Tests.Contract;

/// <summary>The engine itself, and its volumes.</summary>
public abstract class DaemonContract(EngineSetting setting)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_and_tells_of_itself()
    {
        var daemon = setting.Engine.Daemon;
        await daemon.PingAsync(Cancel);

        var version = await daemon.VersionAsync(Cancel);
        var info = await daemon.InfoAsync(Cancel);

        version.ApiVersion.ShouldStartWith("1.");
        version.OperatingSystem.ShouldBe("linux");
        info.Version.ShouldBe(version.Version);
        info.Cpus.ShouldBeGreaterThan(0);
        info.MemoryBytes.ShouldBeGreaterThan(1 << 20);
        info.StorageDriver.ShouldNotBeEmpty();
        info.CgroupVersion.ShouldBeOneOf("1", "2");
        info.RootDirectory.ShouldStartWith("/");
    }

    [Fact]
    public async Task Its_disk_usage_adds_up()
    {
        var usage = await setting.Engine.Daemon.DiskUsageAsync(Cancel);

        usage.ImageBytes.ShouldBeGreaterThan(0);
        usage.TotalBytes.ShouldBe(usage.ImageBytes + usage.ContainerBytes + usage.VolumeBytes + usage.BuildCacheBytes);
    }

    [Fact]
    public async Task Build_cache_that_was_used_lately_survives_pruning()
    {
        var report = await setting.Engine.Daemon.PruneBuildCacheAsync(
            new BuildCachePruning(KeepBytes: 1L << 50, UnusedFor: TimeSpan.FromDays(365)), Cancel);

        report.Removed.ShouldBeEmpty();
        report.ReclaimedBytes.ShouldBe(0);
    }

    [Fact]
    public async Task A_volume_is_created_once_and_keeps_its_first_labels()
    {
        var volumes = setting.Engine.Volumes;
        var name = setting.NewName();

        var first = await volumes.CreateAsync(new VolumeSpec(name) { Labels = setting.Labels }, Cancel);
        var second = await volumes.CreateAsync(new VolumeSpec(name) { Labels = new Dictionary<string, string> { ["other"] = "1" } }, Cancel);

        first.Name.ShouldBe(name);
        first.Driver.ShouldBe("local");
        first.Mountpoint.ShouldContain(name);
        second.Labels.ShouldBe(first.Labels, ignoreOrder: true);
        (await volumes.ListAsync([setting.Label], Cancel)).ShouldContain(volume => volume.Name == name);
        (await volumes.InspectAsync(name, Cancel)).ShouldNotBeNull();
        (await volumes.RemoveAsync(name, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await volumes.RemoveAsync(name, Cancel)).ShouldBe(RemoveOutcome.Absent);
        (await volumes.InspectAsync(name, Cancel)).ShouldBeNull();
    }
}

public sealed class RealDaemonTests(RealSetting setting) : DaemonContract(setting);

public sealed class FakeDaemonTests(FakeSetting setting) : DaemonContract(setting), IClassFixture<FakeSetting>;
