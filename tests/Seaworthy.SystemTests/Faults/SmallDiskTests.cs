using System.Globalization;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Faults;

/// <summary>Many deployments on a disk that holds a few: what is not needed goes, what is somebody else's stays, and a full disk refuses builds only.</summary>
public sealed class SmallDiskTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>What each version adds; ten releases of it fit on the disk above the reserve, fifteen do not.</summary>
    private const int VersionMegabytes = 50;

    private const int DiskMegabytes = 1400;

    private const int ReserveMegabytes = 500;

    private World world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Deployments => Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1" ? 200 : 24;

    private OwnEngine Engine => (OwnEngine)world.Installation.Engine;

    public async ValueTask InitializeAsync() => world = await World.StartOnOwnEngine(
        "small-disk", Cancel, new Dictionary<string, string> { ["SEAWORTHY_BUILD_DISK_RESERVE_MB"] = ReserveMegabytes.ToString(CultureInfo.InvariantCulture) }, (long)DiskMegabytes * Megabyte);

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Deployments_without_end_fit_on_it_and_nobody_elses_things_are_touched()
    {
        await Engine.Docker(["tag", world.Image, "somebody/elses:v1"], Cancel);
        await Engine.Docker(["volume", "create", "somebody-elses"], Cancel);
        var app = await TestedApp.Create(world, [("health_path", "/healthz")], Cancel);
        for (var number = 1; number <= Deployments; number++)
            await app.BecomesLive(await app.DeployFiles(Version(number), Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe($"v{Deployments}");
        await app.BecomesLive(await app.Rollback(Deployments - 5, Cancel), Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe($"v{Deployments - 5}");
        (await Engine.DockerIds(["image", "ls", "--quiet", "somebody/elses:v1"], Cancel)).ShouldHaveSingleItem();
        (await Engine.DockerIds(["volume", "ls", "--quiet", "--filter", "name=somebody-elses"], Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_full_disk_refuses_builds_and_lets_apps_serve()
    {
        var app = await TestedApp.Create(world, [("health_path", "/healthz")], Cancel);
        await app.BecomesLive(await app.DeployFiles(Version(1), Cancel), Cancel);
        var filling = Path.Combine(Engine.Data, "filling");
        await Tool.Run("fallocate", ["--length", $"{DiskMegabytes - ReserveMegabytes - 50}M", filling], Cancel);

        var refused = await app.Becomes("failed", await app.DeployFiles(Version(2), Cancel), Cancel);

        refused.Reason.ShouldNotBeNull().ShouldContain("GB are free on the disk of");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        File.Delete(filling);
        await app.BecomesLive(await app.DeployFiles(Version(3), Cancel), Cancel);
    }

    /// <summary>Random, so that no two versions share it.</summary>
    private SourceFiles Version(int number) =>
        SourceFiles.Dockerfile(world.Image, $"v{number}").Appended($"RUN dd if=/dev/urandom of=/weight bs=1M count={VersionMegabytes}");
}
