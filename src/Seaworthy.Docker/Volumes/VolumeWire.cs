namespace Seaworthy.Docker.Transport;

internal sealed record VolumeCreateWire(string Name, IReadOnlyDictionary<string, string> Labels);

internal sealed record VolumeWire(
    string Name, string? Driver, string? Mountpoint, string? CreatedAt, IReadOnlyDictionary<string, string>? Labels);

internal sealed record VolumeListWire(IReadOnlyList<VolumeWire>? Volumes);
