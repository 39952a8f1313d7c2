using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Probing;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Drives every app towards what is wanted of it: observe, plan, do the steps one by one, look again.</summary>
public sealed partial class RolloutLoop(
    WorkQueue queue, Signals signals, RolloutStore rollouts, AppObserver observer, StepExecutor executor, Prober prober, EventLog events, TimeProvider time, ILogger<RolloutLoop> logger)
    : WorkLoop(queue, signals, logger)
{
    /// <summary>A plan leads to the next within one look; more than this many in a row gives others a turn.</summary>
    private const int PlansPerLook = 40;

    /// <summary>How long a look may go on to wait for what it has started: others want their turn.</summary>
    private static readonly TimeSpan MostWaiting = TimeSpan.FromMilliseconds(400);

    /// <summary>Between two tries of a step that could not be done, while a rollout waits for it.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override string Kind => "apps";

    protected override async Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct)
    {
        var app = new AppId(key);
        var trail = new Trail(events, app);
        try
        {
            return await LookAsync(app, trail, ct);
        }
        finally
        {
            await trail.WrittenAsync();
        }
    }

    private async Task<DateTimeOffset?> LookAsync(AppId app, Trail trail, CancellationToken ct)
    {
        RolloutPhase? shown = null;
        var since = time.GetUtcNow();
        for (var round = 0; round < PlansPerLook; round++)
        {
            if (await rollouts.ReadAsync(app, ct) is not { } desired)
                return null;
            var plan = RolloutPlanner.Plan(desired, await observer.ObserveAsync(desired, ct), time.GetUtcNow());
            if (desired.Active is { } active && plan.Phase != RolloutPhase.Idle && plan.Phase != shown)
                await rollouts.ShowPhaseAsync(active.Id, (RolloutPhase)(shown = plan.Phase), ct);
            if (plan.Steps.Count == 0)
            {
                // Somebody waits for what has just started: the way by the queue would be longer.
                var left = MostWaiting - (time.GetUtcNow() - since);
                if (desired.Active is { SwitchedAt: null } && left > TimeSpan.Zero && await prober.SettlesAsync(app, left, ct))
                    continue;
                return plan.NextLookAt;
            }
            if (await DoAsync(desired, plan.Steps, trail, ct) is { } retryAt)
                return retryAt;
        }
        return time.GetUtcNow();
    }

    /// <summary>Does what can be done. Returns when to try again what could not, while a rollout waits for it; null: all was done, or the plan is outdated.</summary>
    /// <exception cref="Exception">A step could not be done, and no rollout is under way: the longer that lasts, the later it is tried again.</exception>
    private async Task<DateTimeOffset?> DoAsync(AppDesired desired, IReadOnlyList<Step> steps, Trail trail, CancellationToken ct)
    {
        var run = new PlanRun((step, ct) => DoAsync(desired, step, trail, ct), (step, e) => NotDone(logger, desired.App, step, e.Message));
        await run.DoAsync(steps, ct);
        // The next look decides anew, of the app as it is wanted now.
        if (run.IsOutdated)
            return null;
        if (desired.Active is not { } rollout)
            run.Failure?.Throw();
        else
            await TellAsync(desired, rollout, run.Obstacles.FirstOrDefault(obstacle => obstacle.Hinders(rollout)), ct);
        var waited = time.GetUtcNow() - (desired.Active?.TroubleSince ?? time.GetUtcNow());
        return run.Failure is null ? null : time.GetUtcNow() + (waited < LongestPause ? (waited > ShortestPause ? waited : ShortestPause) : LongestPause);
    }

    /// <summary>What keeps the rollout from going on is written where the planner sees it, and told once.</summary>
    private async Task TellAsync(AppDesired desired, RolloutFacts rollout, Obstacle? trouble, CancellationToken ct)
    {
        if (trouble?.Reason == rollout.Trouble)
            return;
        await rollouts.TroubleAsync(rollout.Id, trouble?.Reason, ct);
        if (trouble is not null)
            await events.AddAsync(desired.App, rollout.Id, "step", $"{trouble.Step} could not be done and is tried again: {trouble.Reason}", ct);
    }

    /// <returns>False if it was refused.</returns>
    private async Task<bool> DoAsync(AppDesired desired, Step step, Trail trail, CancellationToken ct)
    {
        var text = step.ToString();
        Doing(logger, desired.App, text);
        // Who hears of the end may rely on finding all that led to it.
        if (step is FinishRollout)
            await trail.WrittenAsync();
        if (!await executor.ExecuteAsync(desired, step, ct))
            return false;
        // A post-deploy command may outlast its rollout: what it does belongs to the log of its own deployment.
        var rollout = step is InstanceStep { Instance: { IsService: false } job } ? job.Rollout : desired.Active?.Id;
        trail.Add(rollout, text);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "App {App}: {Step} could not be done: {Reason}")]
    private static partial void NotDone(ILogger logger, AppId app, Step step, string reason);

    [LoggerMessage(LogLevel.Information, "App {App}: {Step}")]
    private static partial void Doing(ILogger logger, AppId app, string step);
}
