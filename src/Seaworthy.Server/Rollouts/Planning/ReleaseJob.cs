using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// The release command: a one-off of the new image before the switch, run at most once per release. Its container is named by the
/// release and kept until its exit code is committed; an outcome that cannot be known is a failure, never a second run.
/// </summary>
internal static class ReleaseJob
{
    public static (bool Done, string? Failed) Plan(Look look, RolloutFacts rollout)
    {
        var process = look.Desired.Releases[rollout.Release].FirstOrDefault(candidate => candidate.Kind == ProcessKind.Release);
        if (process is null || rollout.Kind != RolloutKind.Deploy)
            return (true, null);
        if (look.Desired.ReleaseJob is not { } job)
        {
            // Two releases' commands, migrations most often, must not run into each other.
            if (look.Desired.Instances.Any(instance => instance.IsReleaseJob))
            {
                look.WaitUntil(look.Now + Timing.Poll);
                return (false, null);
            }
            look.Add(new ReserveInstance(rollout.Id, rollout.Release, process.Name, 1, IsReleaseJob: true, "the release has a release command"));
            return (false, null);
        }
        if (job.ExitCode is { } exitCode)
            return exitCode == 0 ? (true, null) : (false, $"the release command failed with exit code {exitCode}");

        var instance = look.Desired.Instances.FirstOrDefault(candidate => candidate.Id == job.Instance);
        return instance is null ? (false, Unknown) : Follow(look, instance);
    }

    private const string Unknown =
        "the outcome of the release command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again";

    private static (bool Done, string? Failed) Follow(Look look, InstanceFacts instance)
    {
        if (instance.Error is { } error)
            return (false, $"the release command could not be started: {error}");
        if (instance.StopSentAt is not null)
            return (false, "the release command was told to stop by an earlier rollout; it is not run a second time by itself");
        switch (look.ContainerOf(instance))
        {
            case null when instance.StartSentAt is not null:
                return (false, Unknown);
            case null:
                look.NeedNetwork();
                look.Add(new CreateContainer(instance, "no container for the release command"));
                look.Add(new StartContainer(instance, "its container was just created"));
                return (false, null);
            case { State: ContainerState.Created }:
                look.Add(new StartContainer(instance, "its container was created and never started"));
                return (false, null);
            case { State: ContainerState.Exited } container:
                look.Add(new KeepLogs(instance, "its process ended"));
                look.Add(new RecordExit(instance, container.ExitCode, "its process ended"));
                return (false, null);
            default:
                return AwaitEnd(look, instance);
        }
    }

    private static (bool Done, string? Failed) AwaitEnd(Look look, InstanceFacts instance)
    {
        var deadline = (instance.StartSentAt ?? look.Now) + Timing.ReleaseJobDeadline;
        if (look.Now < deadline)
        {
            look.WaitUntil(deadline);
            return (false, null);
        }
        look.Add(new KillInstance(instance, "it did not end in time"));
        return (false, $"the release command did not end within {Timing.ReleaseJobDeadline.TotalMinutes:0} minutes");
    }
}
