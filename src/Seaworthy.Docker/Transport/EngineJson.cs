using System.Text.Json.Serialization;

namespace Seaworthy.Docker.Transport;

/// <summary>The engine's JSON, by its own property names. Nulls are not sent: they are the engine's defaults.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorWire))]
[JsonSerializable(typeof(IdWire))]
[JsonSerializable(typeof(WarningsWire))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
[JsonSerializable(typeof(ContainerCreateWire))]
[JsonSerializable(typeof(ContainerInspectWire))]
[JsonSerializable(typeof(List<ContainerListWire>))]
[JsonSerializable(typeof(ContainerUpdateWire))]
[JsonSerializable(typeof(ContainerWaitWire))]
[JsonSerializable(typeof(TopWire))]
[JsonSerializable(typeof(ExecCreateWire))]
[JsonSerializable(typeof(ExecStartWire))]
[JsonSerializable(typeof(ExecInspectWire))]
[JsonSerializable(typeof(EventWire))]
[JsonSerializable(typeof(InfoWire))]
[JsonSerializable(typeof(VersionWire))]
[JsonSerializable(typeof(DiskUsageWire))]
[JsonSerializable(typeof(BuildPruneWire))]
[JsonSerializable(typeof(ImageInspectWire))]
[JsonSerializable(typeof(ImagePruneWire))]
[JsonSerializable(typeof(List<ImageHistoryWire>))]
[JsonSerializable(typeof(RegistryAuthWire))]
[JsonSerializable(typeof(List<ImageListWire>))]
[JsonSerializable(typeof(ProgressWire))]
[JsonSerializable(typeof(NetworkCreateWire))]
[JsonSerializable(typeof(NetworkWire))]
[JsonSerializable(typeof(List<NetworkWire>))]
[JsonSerializable(typeof(NetworkConnectWire))]
[JsonSerializable(typeof(NetworkDisconnectWire))]
[JsonSerializable(typeof(VolumeCreateWire))]
[JsonSerializable(typeof(VolumeWire))]
[JsonSerializable(typeof(VolumeListWire))]
internal sealed partial class EngineJson : JsonSerializerContext;

internal sealed record ErrorWire([property: JsonPropertyName("message")] string? Message);

internal sealed record IdWire(string Id, string? Warning, IReadOnlyList<string>? Warnings);

internal sealed record WarningsWire(IReadOnlyList<string>? Warnings);

/// <summary>An object whose presence is all it says: <c>{"80/tcp":{}}</c>.</summary>
internal sealed record PresenceWire;
