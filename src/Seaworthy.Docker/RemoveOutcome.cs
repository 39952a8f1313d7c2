namespace Seaworthy.Docker;

/// <summary>What became of a request to remove a container, image, network or volume.</summary>
public enum RemoveOutcome
{
    Removed,

    /// <summary>There was none.</summary>
    Absent,

    /// <summary>An earlier request is removing it; it will be gone soon.</summary>
    InProgress,

    /// <summary>Something still uses it: it runs, has members, or a container is made from it. It is untouched.</summary>
    InUse,
}
