using System.Text.Json.Serialization;

namespace Seaworthy.Server.Sources.Lfs;

/// <summary>The batch API of Git LFS, as far as downloads need it.</summary>
internal sealed record LfsQuestion(
    [property: JsonPropertyName("objects")] IReadOnlyList<LfsObject> Objects,
    [property: JsonPropertyName("operation")] string Operation = "download",
    [property: JsonPropertyName("hash_algo")] string Hash = "sha256")
{
    [JsonPropertyName("transfers")]
    public IReadOnlyList<string> Transfers { get; } = ["basic"];
}

internal sealed record LfsObject([property: JsonPropertyName("oid")] string Id, [property: JsonPropertyName("size")] long Bytes);

internal sealed record LfsAnswer([property: JsonPropertyName("objects")] IReadOnlyList<LfsFound>? Objects);

internal sealed record LfsFound(
    [property: JsonPropertyName("oid")] string? Id, [property: JsonPropertyName("actions")] LfsActions? Actions, [property: JsonPropertyName("error")] LfsError? Error);

internal sealed record LfsActions([property: JsonPropertyName("download")] LfsDownload? Download);

internal sealed record LfsDownload(
    [property: JsonPropertyName("href")] string? Href, [property: JsonPropertyName("header")] IReadOnlyDictionary<string, string>? Header);

internal sealed record LfsError([property: JsonPropertyName("code")] int Code, [property: JsonPropertyName("message")] string? Message);
