namespace Seaworthy.Docker;

public enum MountKind
{
    Volume,
    Bind,
    Tmpfs,

    /// <summary>Seen only: a kind that this client does not make, such as a named pipe or a cluster volume.</summary>
    Other,
}

/// <summary>Something mounted into a container, as declared and as seen.</summary>
/// <param name="Source">A volume's name, a path of the host, or null for a tmpfs.</param>
/// <param name="Target">An absolute path in the container.</param>
public sealed record ContainerMount(MountKind Kind, string? Source, string Target, bool ReadOnly)
{
    /// <summary>For a tmpfs to be made; null is half of the host's memory. The engine does not tell it again.</summary>
    public long? TmpfsBytes { get; init; }

    public static ContainerMount Volume(string name, string target, bool readOnly = false) =>
        new(MountKind.Volume, name, target, readOnly);

    public static ContainerMount Bind(string hostPath, string target, bool readOnly = false) =>
        new(MountKind.Bind, hostPath, target, readOnly);

    public static ContainerMount Tmpfs(string target, long bytes) =>
        new(MountKind.Tmpfs, null, target, ReadOnly: false) { TmpfsBytes = bytes };
}
