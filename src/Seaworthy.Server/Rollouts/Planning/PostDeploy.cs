using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// The command that comes after the release is live: a one-off of its image, run at most once per release. Whatever becomes of it,
/// the release stays; it may go on when the rollout has long ended, and beside a newer one.
/// </summary>
internal static class PostDeploy
{
    /// <summary>Its row is written before the rollout can end well: from then on it is planned by that row alone.</summary>
    public static void Reserve(Look look, RolloutFacts rollout)
    {
        if (rollout.Kind != RolloutKind.Deploy)
            return;
        foreach (var process in look.Desired.Releases[rollout.Release].Where(process => process.Kind == ProcessKind.Job))
        {
            if (!look.Desired.Jobs.Any(job => job.Process == process.Name))
                look.Add(new ReserveInstance(rollout.Id, rollout.Release, process.Name, 1, ProcessKind.Job, "the release is live"));
        }
    }

    public static void Plan(Look look)
    {
        var isBusy = look.Desired.Instances.Any(instance => IsPostDeploy(instance) && instance.StartSentAt is not null);
        foreach (var instance in look.Desired.Instances.Where(instance => IsPostDeploy(instance) && instance.DrainingSince is null && !look.Drains(instance)))
        {
            var runs = look.ContainerOf(instance) is { State: not (ContainerState.Created or ContainerState.Exited) };
            if (runs && look.Now >= JobRun.Deadline(look, instance))
                look.Add(new KillInstance(instance, $"it did not end within {Timing.JobDeadline.TotalMinutes:0} minutes"));
            else if (instance.StartSentAt is null && isBusy)
                look.WaitUntil(look.Now + Timing.Poll);
            else
            {
                JobRun.Plan(look, instance);
                isBusy = true;
            }
        }
    }

    /// <summary>Why it is over; null while it is not. What was started is left to come to its end, even if a newer release serves by now.</summary>
    public static string? Over(Look look, InstanceFacts instance)
    {
        if (instance.ExitCode is { } exitCode)
            return exitCode == 0 ? "it succeeded" : $"it failed with exit code {exitCode}; the release stays live";
        if (instance.Error is { } error)
            return $"it could not be started: {error}; the release stays live";
        if (instance.StartSentAt is not null)
            return look.ContainerOf(instance) is null ? "its outcome is unknown: its container is gone. It is not run a second time" : null;
        var isLive = look.Desired.Active?.Id == instance.Rollout || look.Desired.Serving.Any(serving => serving.Rollout == instance.Rollout);
        return isLive ? null : "its release is not live any more";
    }

    private static bool IsPostDeploy(InstanceFacts instance) => instance.Kind == ProcessKind.Job;
}
