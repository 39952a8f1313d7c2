using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// The commands that come before the switch — a Procfile's <c>release</c>, then the app's <c>pre-deploy</c> — one after the other,
/// each a one-off of the new image, run at most once per release. Its container is named by the release and kept until its exit code
/// is committed; an outcome that cannot be known is a failure, never a second run.
/// </summary>
internal static class ReleaseJob
{
    /// <param name="Running">The command that is waited for; null: all of them have succeeded.</param>
    /// <param name="Failed">Why the release cannot go on.</param>
    /// <param name="Instance">The one that failed.</param>
    public readonly record struct State(string? Running, string? Failed = null, InstanceId? Instance = null);

    public static State Plan(Look look, RolloutFacts rollout)
    {
        if (rollout.Kind != RolloutKind.Deploy)
            return default;
        foreach (var process in look.Desired.Releases[rollout.Release].Where(process => process.Kind == ProcessKind.Release).OrderBy(process => process.Name != "release"))
        {
            var state = PlanOne(look, rollout, process);
            if (state != default)
                return state;
        }
        return default;
    }

    private static State PlanOne(Look look, RolloutFacts rollout, ReleaseProcess process)
    {
        if (look.Desired.Jobs.FirstOrDefault(job => job.Process == process.Name) is not { } job)
        {
            // Two releases' commands, migrations most often, must not run into each other.
            if (look.Desired.Instances.Any(instance => instance.IsReleaseJob && instance.Release != rollout.Release))
            {
                if (look.Now >= rollout.StartedAt + Timing.JobDeadline)
                    return new State(null, $"the {process.Name} command of an earlier release did not end within {Timing.JobDeadline.TotalMinutes:0} minutes");
                look.WaitUntil(look.Now + Timing.Poll);
            }
            else
                look.Add(new ReserveInstance(rollout.Id, rollout.Release, process.Name, 1, ProcessKind.Release, $"the release has a {process.Name} command"));
            return new State(process.Name);
        }
        if (job.ExitCode is { } exitCode)
            return exitCode == 0 ? default : new State(null, $"the {process.Name} command failed with exit code {exitCode}", job.Instance);

        var instance = look.Desired.Instances.FirstOrDefault(candidate => candidate.Id == job.Instance);
        var failed = instance is null ? Unknown(process.Name) : Follow(look, instance);
        return failed is null ? new State(process.Name) : new State(null, failed, job.Instance);
    }

    private static string Unknown(string command) =>
        $"the outcome of the {command} command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again";

    private static string? Follow(Look look, InstanceFacts instance)
    {
        if (instance.Error is { } error)
            return $"the {instance.Process} command could not be started: {error}";
        if (instance.StopSentAt is not null)
            return $"the {instance.Process} command was told to stop by an earlier rollout; it is not run a second time by itself";
        switch (look.ContainerOf(instance))
        {
            case null when instance.StartSentAt is not null:
                return Unknown(instance.Process);
            case { State: not (ContainerState.Created or ContainerState.Exited) } when look.Now >= JobRun.Deadline(look, instance):
                // The rollout ends first, and what is left over is stopped: killed first, it would be said to have failed by itself if the server died then.
                return $"the {instance.Process} command did not end within {Timing.JobDeadline.TotalMinutes:0} minutes";
            default:
                JobRun.Plan(look, instance);
                return null;
        }
    }
}
