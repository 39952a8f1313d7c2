using System.Text.Json.Serialization;

namespace Seaworthy.Docker.Transport;

internal sealed record ImageInspectWire
{
    public required string Id { get; init; }
    public IReadOnlyList<string>? RepoTags { get; init; }
    public IReadOnlyList<string>? RepoDigests { get; init; }
    public string? Created { get; init; }
    public long Size { get; init; }
    public string? Architecture { get; init; }
    public ConfigWire? Config { get; init; }
}

internal sealed record ImageListWire
{
    public required string Id { get; init; }
    public IReadOnlyList<string>? RepoTags { get; init; }
    public IReadOnlyList<string>? RepoDigests { get; init; }
    public long Created { get; init; }
    public long Size { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>One object of a stream of progress; an error comes as one of them, after a status of 200.</summary>
internal sealed record ProgressWire
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("progressDetail")]
    public ProgressDetailWire? Detail { get; init; }
}

internal sealed record ProgressDetailWire(
    [property: JsonPropertyName("current")] long? Current, [property: JsonPropertyName("total")] long? Total);

internal sealed record ImagePruneWire(IReadOnlyList<ImageDeletedWire>? ImagesDeleted, long SpaceReclaimed);

internal sealed record ImageDeletedWire(string? Deleted, string? Untagged);

internal sealed record ImageHistoryWire(
    string? Id, long Created, string? CreatedBy, string? Comment, long Size, IReadOnlyList<string>? Tags);

internal sealed record RegistryAuthWire(
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("serveraddress")] string? ServerAddress);
