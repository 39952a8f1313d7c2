using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform.Work;

/// <summary>Looks at what is due of one kind, several keys at a time, never the same key twice at once.</summary>
public abstract partial class WorkLoop(WorkQueue queue, Signals signals, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>The rows of <c>work</c> that this loop looks at.</summary>
    protected abstract string Kind { get; }

    protected virtual int Concurrency => 8;

    /// <summary>No look may take longer: it is abandoned and tried again later.</summary>
    protected virtual TimeSpan Deadline => TimeSpan.FromMinutes(2);

    /// <summary>One look at one key. Returns when to look again, or null for not before the next nudge.</summary>
    protected abstract Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var nudges = signals.Subscribe("work");
        using var slots = new SemaphoreSlim(Concurrency);
        var running = new HashSet<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            running.RemoveWhere(task => task.IsCompleted);
            var claims = await ClaimAsync(slots.CurrentCount, stoppingToken);
            foreach (var claim in claims)
            {
                await slots.WaitAsync(stoppingToken);
                running.Add(RunAsync(claim, slots, nudges, stoppingToken));
            }
            if (claims.Count == 0)
                await nudges.WaitAsync(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(running);
    }

    private async Task<IReadOnlyList<Claim>> ClaimAsync(int free, CancellationToken ct)
    {
        if (free == 0)
            return [];
        try
        {
            return await queue.ClaimAsync(Kind, free, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            CannotClaim(logger, Kind, e.Message);
            return [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    private async Task RunAsync(Claim claim, SemaphoreSlim slots, Signals.Subscription nudges, CancellationToken ct)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(Deadline);
            var next = await LookAsync(claim.Key, deadline.Token);
            await queue.CompleteAsync(Kind, claim, next, CancellationToken.None);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Failed(logger, e, Kind, claim.Key);
            await GiveBackAsync(claim, e.Message);
        }
        catch (Exception)
        {
            // Ending: the lease is voided by the next server that takes the boot lock.
        }
        finally
        {
            slots.Release();
            nudges.Set();
        }
    }

    private async Task GiveBackAsync(Claim claim, string error)
    {
        // The database itself may be what failed: keep trying for a while, else the key would stay leased by a living server.
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                await queue.FailAsync(Kind, claim, error, CancellationToken.None);
                return;
            }
            catch (Exception e)
            {
                CannotClaim(logger, Kind, e.Message);
                await Task.Delay(Backoff.Delay(attempt), CancellationToken.None);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot reach the work queue for {Kind}: {Reason}")]
    private static partial void CannotClaim(ILogger logger, string kind, string reason);

    [LoggerMessage(LogLevel.Warning, "A look at {Kind} {Key} failed and is tried again")]
    private static partial void Failed(ILogger logger, Exception e, string kind, Guid key);
}
