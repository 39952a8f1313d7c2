namespace Seaworthy.Docker;

public enum RestartMode
{
    No,
    OnFailure,
    UnlessStopped,
    Always,
}

/// <param name="MaximumRetries">For <see cref="RestartMode.OnFailure"/> only; 0 is without end.</param>
public readonly record struct ContainerRestartPolicy(RestartMode Mode, int MaximumRetries = 0)
{
    public static ContainerRestartPolicy No { get; } = new(RestartMode.No);

    public static ContainerRestartPolicy UnlessStopped { get; } = new(RestartMode.UnlessStopped);

    public static ContainerRestartPolicy OnFailure(int maximumRetries) => new(RestartMode.OnFailure, maximumRetries);
}
