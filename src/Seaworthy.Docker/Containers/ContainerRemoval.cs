namespace Seaworthy.Docker;

/// <param name="Force">Kill it first if it runs; else a running one is <see cref="RemoveOutcome.InUse"/>.</param>
/// <param name="AnonymousVolumes">Also remove the volumes that the engine made for it and that have no name.</param>
public readonly record struct ContainerRemoval(bool Force, bool AnonymousVolumes)
{
    /// <summary>Kill it and leave nothing of its own behind; named volumes stay.</summary>
    public static ContainerRemoval Whole { get; } = new(Force: true, AnonymousVolumes: true);

    /// <summary>Remove it only if it does not run.</summary>
    public static ContainerRemoval IfStopped { get; } = new(Force: false, AnonymousVolumes: true);
}
