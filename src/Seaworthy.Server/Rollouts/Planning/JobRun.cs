namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>One run of a job's container, from its creation to its committed exit code. What was started is never started again.</summary>
internal static class JobRun
{
    public static DateTimeOffset Deadline(Look look, InstanceFacts instance) => (instance.StartSentAt ?? look.Now) + Timing.JobDeadline;

    public static void Plan(Look look, InstanceFacts instance)
    {
        switch (look.ContainerOf(instance))
        {
            case null:
                look.NeedNetwork();
                look.Add(new CreateContainer(instance, $"no container for the {instance.Process} command"));
                look.Add(new StartContainer(instance, "its container was just created"));
                break;
            case { State: ContainerState.Created }:
                look.Add(new StartContainer(instance, "its container was created and never started"));
                break;
            case { State: ContainerState.Exited } container:
                look.Add(new KeepLogs(instance, "its process ended"));
                look.Add(new RecordExit(instance, container.ExitCode, "its process ended"));
                break;
            default:
                look.WaitUntil(Deadline(look, instance));
                break;
        }
    }
}
