using System.Diagnostics;
using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Sections;

/// <summary>
/// A build of about twenty seconds, from the request to its image, against `docker buildx build` of the same files by hand; and what a
/// build that takes whatever processor it gets does to an app beside it.
/// </summary>
public static class BuildSection
{
    private const int Rounds = 3;
    private const int Greedy = 4;
    private static readonly TimeSpan watched = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchRun bench)
    {
        var world = await bench.WorldAsync();
        var turns = await CalibrateAsync(bench.Cancel);
        var app = await TestedApp.Create(world, [], bench.Cancel);
        var (ours, floor) = (new Samples(), new Samples());
        for (var round = 0; round < Rounds; round++)
        {
            floor.Add(await ByHandAsync(Files(world, turns), bench.Cancel));
            ours.Add(await BySeaworthyAsync(app, Files(world, turns), bench.Cancel));
        }
        bench.Report.Add(new Figure("build", "a long build, request to image", ours.Median, "s") { Floor = floor.Median, Aim = 1.05, AimsAtRatio = true, Note = $"{ours}; floor {floor}" });
        await WatchNeighbourAsync(bench, world, app, turns);
    }

    /// <summary>p99 of an app before and during a build that counts in more processes than there are cores.</summary>
    private static async Task WatchNeighbourAsync(BenchRun bench, World world, TestedApp builder, long turns)
    {
        var neighbour = await TestedApp.Create(world, [("health_path", "/healthz")], bench.Cancel);
        await neighbour.Becomes("succeeded", await neighbour.DeployImage(world.Image, bench.Cancel), bench.Cancel);
        var (quiet, busy) = (new Samples(), new Samples());
        for (var round = 0; round < Rounds; round++)
        {
            quiet.Add(await VisitAsync(neighbour, bench.Cancel));
            var counting = string.Join(" ", Enumerable.Range(0, Greedy).Select(i => $"({Count((turns * 2) + i)}) &"));
            var build = BySeaworthyAsync(builder, SourceFiles.Dockerfile(world.Image, Guid.NewGuid().ToString("n")).Appended($"RUN {counting} wait"), bench.Cancel);
            await Task.Delay(TimeSpan.FromSeconds(3), bench.Cancel);
            busy.Add(await VisitAsync(neighbour, bench.Cancel));
            await build;
        }
        bench.Report.Add(new Figure("build", "p99 of an app beside a greedy build", busy.Median, "ms") { Floor = quiet.Median, Aim = 1.2, AimsAtRatio = true, Note = $"{busy}; without it {quiet}" });
    }

    private static async Task<double> VisitAsync(TestedApp app, CancellationToken cancel)
    {
        await using var load = SteadyLoad.Start(app.Load with { Rate = 200 });
        await Task.Delay(watched, cancel);
        var result = await load.Stop();
        result.ShouldHaveNoFailure();
        return result.Percentile99.TotalMilliseconds;
    }

    /// <summary>How often the shell must count for a step to last ten seconds here.</summary>
    private static async Task<long> CalibrateAsync(CancellationToken cancel)
    {
        const long Sample = 2_000_000;
        var clock = Stopwatch.StartNew();
        await Tool.Run("busybox", ["sh", "-c", Count(Sample)], cancel);
        return (long)(Sample * 10 / clock.Elapsed.TotalSeconds);
    }

    /// <summary>Never the same twice, so that nothing comes from the cache.</summary>
    private static SourceFiles Files(World world, long turns) => SourceFiles.Dockerfile(world.Image, Guid.NewGuid().ToString("n"))
        .Appended($"RUN {Count(turns)}\nRUN {Count(turns + 1)}");

    private static string Count(long turns) => $"i=0; while [ $i -lt {turns} ]; do i=$((i+1)); done";

    private static async Task<double> ByHandAsync(SourceFiles files, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("seaworthy-bench-").FullName;
        try
        {
            foreach (var (path, text) in files.Texts)
                await File.WriteAllTextAsync(Path.Combine(folder, path), text, cancel);
            var clock = Stopwatch.StartNew();
            await Tool.Run("docker", ["buildx", "build", "--load", "--provenance=false", "--tag", "seaworthy-bench:by-hand", folder], cancel);
            var seconds = clock.Elapsed.TotalSeconds;
            await Tool.Run("docker", ["image", "rm", "seaworthy-bench:by-hand"], cancel);
            return seconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> BySeaworthyAsync(TestedApp app, SourceFiles files, CancellationToken cancel)
    {
        var repository = await app.World.Repository(files, cancel);
        var clock = Stopwatch.StartNew();
        var build = await app.World.Installation.Admin.Post<SystemTests.Rig.Api.BuildView>(
            $"{app.Path}/builds/git", new { repo_url = app.World.UrlOf(repository), branch = GitRepository.Branch }, cancel);
        var ended = await Eventually.Get(
            token => app.World.Installation.Admin.Get<SystemTests.Rig.Api.BuildView>($"/api/v1/builds/{build.Id}", token),
            now => now.IsTerminal, TimeSpan.FromMinutes(5), "the build ends", cancel);
        return ended.Status == "succeeded" ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"The build ended: {ended}");
    }
}
