using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Drives every app towards what is wanted of it: observe, plan, do the steps one by one, look again.</summary>
public sealed partial class RolloutLoop(
    WorkQueue queue, Signals signals, RolloutStore rollouts, AppObserver observer, StepExecutor executor, EventLog events, TimeProvider time, ILogger<RolloutLoop> logger)
    : WorkLoop(queue, signals, logger)
{
    /// <summary>A plan leads to the next within one look; more than this many in a row gives others a turn.</summary>
    private const int PlansPerLook = 40;

    protected override string Kind => "apps";

    protected override async Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct)
    {
        var app = new AppId(key);
        for (var round = 0; round < PlansPerLook; round++)
        {
            if (await rollouts.ReadAsync(app, ct) is not { } desired)
                return null;
            var plan = RolloutPlanner.Plan(desired, await observer.ObserveAsync(desired, ct), time.GetUtcNow());
            if (desired.Active is { } active && plan.Phase != RolloutPhase.Idle)
                await rollouts.ShowPhaseAsync(active.Id, plan.Phase, ct);
            if (plan.Steps.Count == 0)
                return plan.NextLookAt;
            foreach (var step in plan.Steps)
                await DoAsync(desired, step, ct);
        }
        return time.GetUtcNow();
    }

    private async Task DoAsync(AppDesired desired, Step step, CancellationToken ct)
    {
        var text = step.ToString();
        Doing(logger, desired.App, text);
        await executor.ExecuteAsync(desired, step, ct);
        // A post-deploy command may outlast its rollout: what it does belongs to the log of its own deployment.
        var rollout = step is InstanceStep { Instance: { IsService: false } job } ? job.Rollout : desired.Active?.Id;
        await events.AddAsync(desired.App, rollout, "step", text, ct);
    }

    [LoggerMessage(LogLevel.Information, "App {App}: {Step}")]
    private static partial void Doing(ILogger logger, AppId app, string step);
}
