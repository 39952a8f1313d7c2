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
        (await server.LogAsync(build)).ShouldContain("The first attempt was interrupted: starting again.");
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

    [Theory]
    [InlineData(1, BuildStatus.Succeeded)]
    [InlineData(2, BuildStatus.Failed)]
    public async Task A_build_whose_database_goes_away_starts_again_once(int times, BuildStatus becomes)
    {
        // Without a pool: a connection of it that is ended during one attempt could be the next attempt's.
        var pooled = server.Options;
        await RestartAsync(pooled with { ConnectionString = $"{pooled.ConnectionString};Pooling=false" });
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            RUN echo begins && for i in 1 2 3 4 5 6 7 8; do echo {Guid.NewGuid()} $i; sleep 0.5; done
            """));
        var build = await server.RequestAsync(await server.AppAsync(), repository.FileUrl);
        for (var time = 1; time <= times; time++)
            await EndConnectionsOfAttemptAsync(build, time);

        var ended = await server.EndedAsync(build);
        await RestartAsync(pooled);

        (ended.Status, ended.Attempt).ShouldBe((becomes, 2), ended.Error);
        if (becomes == BuildStatus.Failed)
            ended.Error.ShouldNotBeNull().ShouldContain("The database went away during this build twice");
    }

    private async Task RestartAsync(PlatformOptions options)
    {
        await server.StopAsync();
        server.Options = options;
        await server.StartAsync();
    }

    /// <summary>
    /// As the end of the database does, but for the connection that holds the server's lock: without that the server ends. Again and
    /// again, since between two uses the build has no connection.
    /// </summary>
    private async Task EndConnectionsOfAttemptAsync(BuildId build, int attempt)
    {
        await using var connection = new Npgsql.NpgsqlConnection($"{server.Options.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancel);
        await Eventually.True(_ => RunsAsync(""), BuildServer.Patience, "it does not run", Cancel);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < BuildServer.Patience && await EndAsync())
        {
        }

        // While its row is locked this attempt cannot end and the next not begin: what is ended is this one's.
        async Task<bool> EndAsync()
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            var runs = await RunsAsync("for update");
            if (runs)
            {
                await connection.ExecuteAsync("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and pid not in (select pid from pg_locks where locktype = 'advisory')
                    """);
            }
            await transaction.CommitAsync(Cancel);
            return runs;
        }

        async Task<bool> RunsAsync(string how) =>
            await connection.ExecuteScalarAsync<int?>($"select 1 from builds where id = @build and attempt = @attempt and status = 'running' {how}", new { build, attempt }) is not null;
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
