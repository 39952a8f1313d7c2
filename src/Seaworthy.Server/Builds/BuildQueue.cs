using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>The workers: each takes a queued build, runs it to its end and takes the next.</summary>
internal sealed class BuildQueue(
    BuildOptions options, BuildQueueStore store, RecoverBuilds recover, RunBuild run, Db db, Signals signals, TimeProvider time, ILogger<BuildQueue> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim claiming = new(1);

    public override void Dispose()
    {
        claiming.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Retry.UntilDoneAsync(() => recover.RunAsync(stoppingToken), logger, stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(stoppingToken)));
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        using var queued = signals.Subscribe(BuildTopics.Queue);
        while (!ct.IsCancellationRequested)
        {
            if (await ClaimAsync(ct) is { } build)
                await RunAsync(build, ct);
            else
                await queued.WaitAsync(Poll, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClaimedBuild?> ClaimAsync(CancellationToken ct)
    {
        try
        {
            // One at a time: two at once could each take a build of the same app.
            await claiming.WaitAsync(ct);
            try
            {
                return await store.ClaimAsync(ct);
            }
            finally
            {
                claiming.Release();
            }
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            if (!ct.IsCancellationRequested)
                BuildLog.CannotClaim(logger, e.Message);
            return null;
        }
    }

    private async Task RunAsync(ClaimedBuild build, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, time);
        using var cancelled = new CancellationTokenSource();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token, cancelled.Token);
        BuildLog.Started(logger, build.Id, build.AppId, build.Attempt);
        var watching = WatchAsync(build, cancelled, any.Token);
        Func<Task> end;
        try
        {
            var result = await AttemptAsync(build, any.Token);
            end = () => store.SucceedAsync(build, result);
        }
        catch (Exception e)
        {
            end = Ending(build, e, stopping, cancelled.Token, deadline.Token);
        }
        await any.CancelAsync();
        await watching;
        await Retry.UntilDoneAsync(end, logger, CancellationToken.None);
        BuildLog.Ended(logger, build.Id);
    }

    private async Task<BuildResult> AttemptAsync(ClaimedBuild build, CancellationToken ct)
    {
        await using var output = await BuildOutput.OpenAsync(db, build.Id, time, ct);
        try
        {
            if (build.Attempt > 1)
                await output.NoteAsync("The first attempt was interrupted: starting again.");
            return await run.RunAsync(build, output, ct);
        }
        catch (Exception e) when (e is BuildFailedException or SourceUnavailableException or DockerException)
        {
            await output.NoteAsync(e.Message);
            throw;
        }
    }

    /// <summary>What is to be written about an attempt that did not succeed.</summary>
    private Func<Task> Ending(ClaimedBuild build, Exception e, CancellationToken stopping, CancellationToken cancelled, CancellationToken deadline)
    {
        if (cancelled.IsCancellationRequested)
            return () => store.CancelAsync(build);
        if (stopping.IsCancellationRequested)
            return () => store.GiveBackAsync(build);
        if (deadline.IsCancellationRequested)
            return () => store.FailAsync(build, new BuildFailedException($"It took longer than {options.Deadline:g} and was ended."));
        switch (e)
        {
            case BuildFailedException failed:
                return () => store.FailAsync(build, failed);
            case DockerUnavailableException:
                return () => recover.AgainAsync(Interrupted(build), "The Docker Engine", CancellationToken.None);
            case NpgsqlException away when away.IsAway():
                return () => recover.AgainAsync(Interrupted(build), "The database", CancellationToken.None);
            case SourceUnavailableException or DockerException:
                return () => store.FailAsync(build, new BuildFailedException(e.Message));
            default:
                BuildLog.Broke(logger, e, build.Id);
                return () => store.FailAsync(build, new BuildFailedException($"Seaworthy itself failed while building: {e.Message}"));
        }
    }

    private static InterruptedBuild Interrupted(ClaimedBuild build) => new() { Id = build.Id, AppId = build.AppId, Attempt = build.Attempt };

    /// <summary>Cancels when somebody asked for it: at the signal, or a second later if that was lost.</summary>
    private async Task WatchAsync(ClaimedBuild build, CancellationTokenSource cancelled, CancellationToken ended)
    {
        using var news = signals.Subscribe(BuildTopics.Status, build.Id.ToString());
        while (!ended.IsCancellationRequested)
        {
            try
            {
                if (await store.IsCancelRequestedAsync(build.Id, ended))
                {
                    await cancelled.CancelAsync();
                    return;
                }
                await news.WaitAsync(Poll, ended);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(100, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
