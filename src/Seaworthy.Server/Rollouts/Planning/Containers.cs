namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Brings the container of one wanted instance to running. Idempotent by looking at what is there.</summary>
internal static class Containers
{
    /// <summary>Adds what is missing; true when it runs already.</summary>
    public static bool EnsureRunning(Look look, InstanceFacts instance)
    {
        if (instance.Held || instance.Error is not null)
            return false;
        switch (look.ContainerOf(instance))
        {
            case null:
                look.NeedNetwork();
                look.Add(new CreateContainer(instance, "no container for its instance"));
                look.Add(new StartContainer(instance, "its container was just created"));
                return false;
            case { State: ContainerState.Created }:
                look.Add(new StartContainer(instance, "its container was created and never started"));
                return false;
            case { State: ContainerState.Exited } container:
                look.Add(new StartContainer(instance, $"its container is not running (exit code {container.ExitCode})"));
                return false;
            case { State: ContainerState.Restarting }:
                look.WaitUntil(look.Now + Timing.Poll);
                return false;
            default:
                return true;
        }
    }
}
