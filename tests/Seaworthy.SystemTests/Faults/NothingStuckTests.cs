using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Faults;

/// <summary>Whatever others do or leave undone, a build ends by its deadline, and a cancelled one at once, alone.</summary>
public sealed class NothingStuckTests(NothingStuckTests.ShortDeadlines shared) : IClassFixture<NothingStuckTests.ShortDeadlines>, IAsyncDisposable
{
    private const int DeadlineSeconds = 12;

    /// <summary>From the request: the deadline counts from the build's start, a moment later.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(DeadlineSeconds + 5);

    private readonly List<TestedApp> apps = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private World World => shared.World;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
            await app.Delete(CancellationToken.None);
    }

    [Fact]
    public async Task A_git_server_that_accepts_and_says_nothing()
    {
        await using var silent = await GitServer.Start(World.Installation.Scratch, Cancel);
        silent.Hangs = true;

        var failed = await FailsInTime(app => app.DeployGit(silent.Url("any"), GitRepository.Branch, Cancel));

        failed.Reason.ShouldNotBeNull().ShouldContain("took longer than");
    }

    [Fact]
    public async Task A_registry_that_trickles()
    {
        await using var registry = await TricklingRegistry();

        var failed = await FailsInTime(app => app.DeployImage($"127.0.0.1:{new Uri(registry.Urls.Single()).Port}/slow:v1", Cancel));

        failed.Reason.ShouldNotBeNull().ShouldContain("took longer than");
    }

    [Fact]
    public async Task A_build_without_an_end()
    {
        var mark = Mark();

        var failed = await FailsInTime(app => app.DeployFiles(Sleeping("v1", mark), Cancel));

        failed.Reason.ShouldNotBeNull().ShouldContain("took longer than");
        await Gone(mark, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_builder_that_was_stopped()
    {
        var mark = Mark();

        await FailsInTime(async app =>
        {
            var deployment = await app.DeployFiles(Sleeping("v1", mark), Cancel);
            await Eventually.True(() => Running(mark), TimeSpan.FromSeconds(10), "the build's step runs", Cancel);
            var build = (await app.Deployment(deployment.Id, Cancel)).BuildId!.Value;
            foreach (var process in ProcessesOf(build))
                await Tool.Run("kill", ["-STOP", process.ToString(CultureInfo.InvariantCulture)], Cancel);
            return deployment;
        });

        await Gone(mark, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Cancelling_ends_that_build_within_two_seconds_and_no_other()
    {
        var (cancelled, goesOn) = (Mark(), Mark());
        var (first, second) = (await Create(), await Create());
        var ends = await first.DeployFiles(Sleeping("v1", cancelled), Cancel);
        var lives = await second.DeployFiles(SourceFiles.Dockerfile(World.Image, "v1").Appended($"RUN sleep 6.{goesOn}"), Cancel);
        await Eventually.True(() => Running(cancelled) && Running(goesOn), TimeSpan.FromSeconds(10), "both builds run", Cancel);

        await World.Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/deployments/{ends.Id}/cancel", null, Cancel);

        await Gone(cancelled, TimeSpan.FromSeconds(2));
        Running(goesOn).ShouldBeTrue("the other build is untouched");
        await first.Becomes("cancelled", ends, Cancel);
        await second.BecomesLive(lives, Cancel);
    }

    [Fact]
    public async Task Ten_quick_pushes_end_in_the_last_one_by_two_builds_at_most()
    {
        var app = await Create();
        var pushed = new List<DeploymentView>();
        for (var push = 1; push <= 10; push++)
            pushed.Add(await app.DeployFiles(SourceFiles.Dockerfile(World.Image, $"v{push}").Appended("RUN sleep 1"), Cancel));

        await app.BecomesLive(pushed[^1], Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v10");
        foreach (var older in pushed[..^1])
            (await app.Deployment(older.Id, Cancel)).Status.ShouldBe("superseded");
        (await BuildsThatRan(app)).ShouldBeLessThanOrEqualTo(2);
    }

    private async Task<DeploymentView> FailsInTime(Func<TestedApp, Task<DeploymentView>> deploy)
    {
        var app = await Create();
        var clock = Stopwatch.StartNew();
        var failed = await app.Becomes("failed", await deploy(app), Cancel);
        clock.Elapsed.ShouldBeLessThan(Latest);
        return failed;
    }

    private async Task<TestedApp> Create()
    {
        var app = await TestedApp.Create(World, [], Cancel);
        apps.Add(app);
        return app;
    }

    private async Task<long> BuildsThatRan(TestedApp app)
    {
        await using var connection = World.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from builds where app_id = $1 and started_at is not null";
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = app.Id });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private SourceFiles Sleeping(string version, string mark) => SourceFiles.Dockerfile(World.Image, version).Appended($"RUN sleep 900.{mark}");

    /// <summary>Digits by which one test's <c>sleep</c> is told from all others.</summary>
    private static string Mark() => Random.Shared.Next(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture);

    private static bool Running(string mark) => CommandLines().Any(process => process.Line.StartsWith("sleep", StringComparison.Ordinal) && process.Line.Contains(mark, StringComparison.Ordinal));

    private static Task Gone(string mark, TimeSpan within) => Eventually.True(() => !Running(mark), within, "the build's processes are gone", Cancel);

    private static IEnumerable<int> ProcessesOf(Guid build) =>
        CommandLines().Where(process => process.Line.Contains("buildx", StringComparison.Ordinal) && process.Line.Contains(build.ToString(), StringComparison.Ordinal)).Select(process => process.Id);

    private static IEnumerable<(int Id, string Line)> CommandLines()
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id))
                continue;
            string line;
            try
            {
                line = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ');
            }
            catch (IOException)
            {
                continue;
            }
            yield return (id, line);
        }
    }

    /// <summary>It lets everybody in, and then sends a manifest byte by byte.</summary>
    private static async Task<WebApplication> TricklingRegistry()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path == "/v2/")
                return;
            context.Response.ContentType = "application/vnd.oci.image.manifest.v1+json";
            context.Response.Headers["Docker-Content-Digest"] = $"sha256:{new string('0', 64)}";
            context.Response.ContentLength = 1000;
            for (var i = 0; i < 1000 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
            }
        });
        await app.StartAsync(Cancel);
        return app;
    }

    /// <summary>An installation whose builds may not take long.</summary>
    public sealed class ShortDeadlines : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await World.Start(
            "nothing-stuck", CancellationToken.None, new Dictionary<string, string> { ["SEAWORTHY_BUILD_DEADLINE_SECONDS"] = DeadlineSeconds.ToString(CultureInfo.InvariantCulture) });

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
