using Seaworthy.Docker;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Routes;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Does one step, and decides nothing. Doing it twice is as good as once: "already so" is success.</summary>
public sealed class StepExecutor(
    IDockerEngine docker, RolloutStore rollouts, InstanceStore instances, InstanceContainers containers, AppNetworks networks, RoutePublisher routes, WorkQueue queue)
{
    /// <returns>False if it was refused: the app was started or stopped since that was decided, and the plan is of no use any more.</returns>
    public async Task<bool> ExecuteAsync(AppDesired desired, Step step, CancellationToken ct)
    {
        try
        {
            if (step is DrainInstance drain && !await instances.DrainAsync(desired, drain.Instance.Id, ct))
                return false;
            await ActAsync(desired, step, ct);
        }
        catch when (ChangesRoutes(desired, step))
        {
            // It may have been done, and only the answer was lost: the next look must not believe the table of before.
            routes.Owe(desired.App);
            throw;
        }
        if (ChangesRoutes(desired, step))
            await routes.PublishAsync(desired.App, ct);
        // Only now: who hears that a deployment has ended may rely on what the edge serves.
        if (step is FinishRollout)
            await queue.NudgeAsync("deployments", desired.App.Value, ct);
        return true;
    }

    /// <summary>What is found out about an instance changes them only where that serves.</summary>
    internal static bool ChangesRoutes(AppDesired desired, Step step) => step switch
    {
        RecordHealthy or RecordUnhealthy or RecordPort => step is InstanceStep { Instance: var instance }
            && desired.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process),
        DrainInstance or AdoptInstance or SwitchServing or FinishRollout => true,
        _ => false,
    };

    private Task ActAsync(AppDesired desired, Step step, CancellationToken ct) => step switch
    {
        BeginRollout begin => rollouts.BeginAsync(begin.Rollout, ct),
        StartClock clock => rollouts.StartClockAsync(clock.Rollout, ct),
        SwitchServing change => rollouts.SwitchAsync(desired.App, change.Rollout, ct),
        RecordLive live => rollouts.RecordLiveAsync(live.Rollout, ct),
        FinishRollout finish => rollouts.FinishAsync(desired.App, finish, ct),
        EnsureNetwork => networks.EnsureAsync(desired.App, ct),
        RemoveNetwork => networks.RemoveAsync(desired.App, ct),
        ReserveInstance reserve => instances.ReserveAsync(desired.App, reserve, desired.Process(reserve.Release, reserve.Process)?.Port, ct),
        AdoptInstance adopt => instances.AdoptAsync(adopt, ct),
        CreateContainer create => containers.CreateAsync(desired, create.Instance, ct),
        StartContainer start => containers.StartAsync(start.Instance, ct),
        RecordHealthy healthy => instances.HealthyAsync(healthy.Instance, healthy.Restarts, ct),
        RecordUnhealthy unhealthy => instances.UnhealthyAsync(unhealthy.Instance.Id, ct),
        RecordCrashes crashes => instances.CrashedAsync(crashes, ct),
        RecordCrashLoop loop => instances.CrashingAsync(desired.App, loop, ct),
        RecordCalm calm => instances.CalmAsync(calm.Instance.Id, ct),
        RecordPort port => instances.UsePortAsync(port.Instance.Id, port.Port, ct),
        RecordExit exit => instances.ExitedAsync(exit.Instance.Id, exit.ExitCode, ct),
        KeepLogs keep => containers.KeepLogsAsync(desired.App, keep.Instance, ct),
        RetryInstance retry => instances.RetryAsync(retry.Instance.Id, ct),
        ReleaseHold release => instances.ReleaseHoldAsync(release.Instance.Id, ct),
        // Done already: it is the one that may be refused.
        DrainInstance => Task.CompletedTask,
        StopInstance stop => containers.StopAsync(stop.Instance, ct),
        KillInstance kill => docker.Containers.KillAsync(kill.Instance.Name, "SIGKILL", ct),
        RemoveInstance remove => containers.RemoveAsync(remove.Instance, ct),
        _ => throw new InvalidOperationException($"Nobody knows how to do '{step}'."),
    };
}
