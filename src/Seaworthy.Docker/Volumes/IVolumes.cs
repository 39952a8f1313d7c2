namespace Seaworthy.Docker;

public interface IVolumes
{
    /// <summary>Creates the volume, or gives the one of this name that there is, whatever its labels.</summary>
    Task<VolumeDetails> CreateAsync(VolumeSpec spec, CancellationToken cancellationToken);

    /// <summary>Null if there is no such volume.</summary>
    Task<VolumeDetails?> InspectAsync(string volume, CancellationToken cancellationToken);

    /// <param name="labels">Each <c>key</c> or <c>key=value</c>; a volume must have all of them.</param>
    Task<IReadOnlyList<VolumeDetails>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <summary>A volume of any container, even a stopped one, is <see cref="RemoveOutcome.InUse"/>.</summary>
    Task<RemoveOutcome> RemoveAsync(string volume, CancellationToken cancellationToken);
}

/// <summary>A volume of the engine's local driver.</summary>
public sealed record VolumeSpec(string Name)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Map;
}

/// <param name="Mountpoint">Where it lies on the host.</param>
public sealed record VolumeDetails(
    string Name, string Driver, string Mountpoint, DateTimeOffset? CreatedAt, IReadOnlyDictionary<string, string> Labels);
