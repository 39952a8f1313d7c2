using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Testing;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Platform.Work;

public sealed class BootLockTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_server_waits_until_the_first_has_gone()
    {
        await using var second = Lock(new Lifetime());
        var first = Lock(new Lifetime());
        await first.TakeAsync(Cancel);

        var waiting = second.TakeAsync(Cancel);
        await Task.WhenAny(waiting, NextTry());
        waiting.IsCompleted.ShouldBeFalse();

        await first.DisposeAsync();
        await waiting.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task What_an_earlier_run_held_is_due_again()
    {
        var queue = new WorkQueue(database.Db, Boot.New());
        await queue.NudgeAsync("leases", Guid.CreateVersion7(), Cancel);
        (await queue.ClaimAsync("leases", 1, Cancel)).Count.ShouldBe(1);
        var boot = Boot.New();
        await using var taken = new BootLock(database.Source, boot, new Lifetime(), NullLogger<BootLock>.Instance);

        await taken.TakeAsync(Cancel);
        await taken.BeginAsync();

        (await new WorkQueue(database.Db, boot).ClaimAsync("leases", 1, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_loses_the_lock_ends()
    {
        var lifetime = new Lifetime();
        await using var taken = Lock(lifetime);
        await taken.TakeAsync(Cancel);
        await taken.BeginAsync();

        await using (var connection = await database.Db.OpenAsync(Cancel))
            await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'seaworthy boot lock' and datname = current_database()");

        await Eventually.True(() => lifetime.IsStopping, Patience, "the server is asked to end", Cancel);
        Environment.ExitCode = 0;
    }

    private BootLock Lock(IHostApplicationLifetime lifetime) => new(database.Source, Boot.New(), lifetime, NullLogger<BootLock>.Instance);

    /// <summary>Long enough for a waiting server to have tried: the lock is asked for ten times a second.</summary>
    private async Task NextTry()
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("select pg_sleep(0.3)");
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public bool IsStopping { get; private set; }

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => IsStopping = true;
    }
}
