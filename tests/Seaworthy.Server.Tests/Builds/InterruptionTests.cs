using Dapper;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>What becomes of builds when their server goes away.</summary>
public sealed class InterruptionTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_build_that_a_crash_left_running_is_killed_and_starts_again_once()
    {
        var url = await QuickAsync();
        await server.StopAsync();
        var build = await server.RequestAsync(await server.AppAsync(), url);
        using var leftover = System.Diagnostics.Process.Start("setsid", ["sleep", "1000"]);
        var session = await Eventually.Get(_ => Task.FromResult(ProcessSession.Of(leftover.Id)), found => found is not null, BuildServer.Patience, "no session", Cancel);
        await LeaveRunningAsync(build, attempt: 1, session!);

        await server.StartAsync();
        var ended = await server.EndedAsync(build);

        (ended.Status, ended.Attempt).ShouldBe((BuildStatus.Succeeded, 2));
        await Eventually.True(() => leftover.HasExited, BuildServer.Patience, "the left program still runs", Cancel);
        (await server.LogAsync(build)).ShouldContain("The server went away during the first attempt: starting again.");
    }

    [Fact]
    public async Task The_second_interruption_is_the_last()
    {
        var url = await QuickAsync();
        await server.StopAsync();
        var build = await server.RequestAsync(await server.AppAsync(), url);
        await LeaveRunningAsync(build, attempt: 2, new ProcessSession(int.MaxValue, 1));

        await server.StartAsync();
        var ended = await server.EndedAsync(build);

        ended.Status.ShouldBe(BuildStatus.Failed);
        ended.Error.ShouldNotBeNull().ShouldContain("twice");
    }

    [Fact]
    public async Task A_server_that_ends_in_good_order_gives_its_build_back_without_counting_it()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            RUN echo begins && sleep 4 # {Guid.NewGuid()}
            """));
        var build = await server.RequestAsync(await server.AppAsync(), repository.FileUrl);
        await Eventually.True(async _ => (await server.LogAsync(build)).Contains("begins"), BuildServer.Patience, "it does not begin", Cancel);

        await server.StopAsync();
        await server.StartAsync();
        var ended = await server.EndedAsync(build);

        (ended.Status, ended.Attempt).ShouldBe((BuildStatus.Succeeded, 1));
    }

    [Fact]
    public async Task A_build_has_a_deadline()
    {
        await server.StopAsync();
        server.BuildOptions = server.BuildOptions with { Deadline = TimeSpan.FromSeconds(3) };
        await server.StartAsync();
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            RUN sleep 300
            """));

        var ended = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));
        server.BuildOptions = server.BuildOptions with { Deadline = TimeSpan.FromMinutes(15) };
        await server.StopAsync();
        await server.StartAsync();

        (ended.Status, ended.Error).ShouldBe((BuildStatus.Failed, "It took longer than 0:00:03 and was ended."));
    }

    private async Task<string> QuickAsync() => (await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN echo {Guid.NewGuid()}\n"))).FileUrl;

    /// <summary>As a server that was killed leaves it: running, with the lease of a boot that will not come back.</summary>
    private async Task LeaveRunningAsync(BuildId build, int attempt, ProcessSession session)
    {
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("""
            update builds set status = 'running', attempt = @attempt, lease_boot = gen_random_uuid(), process_group = @Id, process_group_started = @StartedAt, started_at = now() where id = @build
            """, new { build, attempt, session.Id, session.StartedAt });
    }
}
