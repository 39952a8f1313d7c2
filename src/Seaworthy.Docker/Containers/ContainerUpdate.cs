namespace Seaworthy.Docker;

/// <summary>A change of a container in place; what is null stays as it is.</summary>
public sealed record ContainerUpdate
{
    public ContainerLimits? Limits { get; init; }

    public ContainerRestartPolicy? RestartPolicy { get; init; }
}
