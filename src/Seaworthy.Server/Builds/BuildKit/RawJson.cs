using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>One message of <c>--progress=rawjson</c>.</summary>
internal sealed record SolveStatus
{
    public IReadOnlyList<Vertex>? Vertexes { get; init; }

    public IReadOnlyList<VertexLog>? Logs { get; init; }
}

/// <summary>A step of the build, told again each time that it changes.</summary>
internal sealed record Vertex
{
    public required string Digest { get; init; }

    public string Name { get; init; } = "";

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Completed { get; init; }

    public bool Cached { get; init; }

    public string? Error { get; init; }
}

/// <summary>Bytes that a step printed, in portions of any size.</summary>
internal sealed record VertexLog
{
    public required string Vertex { get; init; }

    /// <summary>1 is standard output, 2 is standard error.</summary>
    public int Stream { get; init; }

    public byte[] Data { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SolveStatus))]
internal sealed partial class RawJsonContext : JsonSerializerContext;

/// <summary>
/// Reads the standard error of buildx line by line. Messages are pretty-printed over many lines, from one that starts with a brace
/// to one that is a closing brace; on failure plain text follows:
/// <code>
/// {
///   "vertexes": [ … ]
/// }
/// Dockerfile:2
/// ERROR: failed to solve: …
/// </code>
/// </summary>
internal sealed class RawJsonReader
{
    private readonly List<string> open = [];

    /// <returns>A message, a line of text, or null inside a message.</returns>
    public (SolveStatus? Message, string? Text)? Add(string line)
    {
        if (open.Count == 0 && !line.StartsWith('{'))
            return (null, line);
        open.Add(line);
        var isWhole = line == "}" || (open.Count == 1 && line.EndsWith('}'));
        if (!isWhole)
            return null;
        var text = string.Join('\n', open);
        open.Clear();
        try
        {
            return (JsonSerializer.Deserialize(text, RawJsonContext.Default.SolveStatus), null);
        }
        catch (JsonException)
        {
            return (null, text);
        }
    }
}
