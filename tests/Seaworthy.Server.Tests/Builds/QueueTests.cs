using System.Diagnostics;
using Dapper;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Builds beside and after each other: in order, cancelled, interrupted. On the real engine.</summary>
public sealed class QueueTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_apps_build_at_the_same_time_and_cancelling_one_leaves_the_other_alone()
    {
        var slow = await server.RequestAsync(await server.AppAsync(), await SlowAsync("first"));
        var other = await server.RequestAsync(await server.AppAsync(), await SlowAsync("second", seconds: 4));
        await InStepAsync(slow, "first begins");
        await InStepAsync(other, "second begins");

        var clock = Stopwatch.StartNew();
        (await server.CancelAsync(slow)).ShouldBe(CancelBuildOutcome.Requested);
        var cancelled = await server.EndedAsync(slow);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        cancelled.Status.ShouldBe(BuildStatus.Cancelled);
        (await server.EndedAsync(other)).Status.ShouldBe(BuildStatus.Succeeded);
        (await server.CancelAsync(slow)).ShouldBe(CancelBuildOutcome.AlreadyEnded);
    }

    [Fact]
    public async Task An_app_builds_one_at_a_time_and_a_queued_one_is_cancelled_at_once()
    {
        var app = await server.AppAsync();
        var first = await server.RequestAsync(app, await SlowAsync("one"));
        await InStepAsync(first, "one begins");
        var second = await server.RequestAsync(app, await SlowAsync("two"));
        var third = await server.RequestAsync(app, await SlowAsync("three", seconds: 0));

        (await server.CancelAsync(second)).ShouldBe(CancelBuildOutcome.Cancelled);
        (await server.FindAsync(third)).Status.ShouldBe(BuildStatus.Queued);
        await server.CancelAsync(first);

        (await server.EndedAsync(third)).Status.ShouldBe(BuildStatus.Succeeded);
        (await server.FindAsync(second)).StartedAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_end_nudges_the_apps_deployments()
    {
        var app = await server.AppAsync();

        await server.EndedAsync(await server.RequestAsync(app, (await server.RepositoryAsync(("notes.txt", "nothing"))).FileUrl));

        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<int>("select count(*) from work where kind = 'deployments' and key = @app", new { app })).ShouldBe(1);
    }

    /// <summary>A repository whose build says what it does and takes its time.</summary>
    private async Task<string> SlowAsync(string name, int seconds = 300) => (await server.RepositoryAsync(("Dockerfile", $"""
        FROM {server.BaseImage}
        RUN echo "{name} begins" && sleep {seconds} # {Guid.NewGuid()}
        """))).FileUrl;

    private Task InStepAsync(BuildId build, string line) => Testing.Eventually.True(
        async _ => (await server.LogAsync(build)).Contains(line), BuildServer.Patience, $"the log does not say {line}", Cancel);
}
