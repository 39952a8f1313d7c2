using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seaworthy.Server.Tests.Api;

/// <summary>An operation as the server's own description tells it: how to call it, and how to call it wrongly.</summary>
internal sealed record Described(string Method, string Path, JsonElement Json, JsonElement Document)
{
    public string Name => $"{Method} {Path}";

    /// <summary>The schema of its JSON body; null: it takes none.</summary>
    public JsonElement? Body => Json.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) ? Follow(json.GetProperty("schema")) : null;

    public JsonNode Example => JsonNode.Parse(Json.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText())!;

    public IEnumerable<JsonElement> Parameters => Json.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public static async Task<IReadOnlyList<Described>> ReadAsync(RunningServer server, CancellationToken cancel)
    {
        using var root = server.Root();
        var document = JsonDocument.Parse(await root.GetStringAsync("/openapi/v1.json", cancel)).RootElement;
        return [..
            from path in document.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            select new Described(method.Name.ToUpperInvariant(), path.Name, method.Value, document)];
    }

    /// <summary>The path with its parameters filled in: a parameter stands for whatever the segment before it names.</summary>
    public string PathOf(Func<string, string> valueOf)
    {
        var path = new List<string>();
        foreach (var segment in Path.Trim('/').Split('/'))
            path.Add(segment.StartsWith('{') ? valueOf(path[^1]) : segment);
        return "/" + string.Join('/', path);
    }

    public JsonElement Follow(JsonElement node)
    {
        if (node.TryGetProperty("oneOf", out var choices))
            return Follow(choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _) || choice.GetProperty("type").GetString() != "null"));
        if (!node.TryGetProperty("$ref", out var reference))
            return node;
        var found = Document;
        foreach (var part in reference.GetString()!.TrimStart('#', '/').Split('/'))
            found = found.GetProperty(part);
        return found;
    }

    /// <summary>Every field of its body, also those of objects within: its path, and what belongs there.</summary>
    public IEnumerable<(string[] Path, string Kind)> Fields() => Body is { } body ? Fields(body, []) : [];

    private IEnumerable<(string[] Path, string Kind)> Fields(JsonElement schema, string[] path)
    {
        if (path.Length > 3)
            yield break;
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                var inner = Follow(property.Value);
                string[] here = [.. path, property.Name];
                yield return (here, KindOf(inner));
                foreach (var field in Fields(inner, here))
                    yield return field;
            }
        }
        else if (KindOf(schema) == "object" && schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            var inner = Follow(values);
            string[] here = [.. path, "KEY"];
            yield return (here, KindOf(inner));
            foreach (var field in Fields(inner, here))
                yield return field;
        }
    }

    /// <summary>Without the null beside it.</summary>
    private static string KindOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? "any"
        : type.ValueKind == JsonValueKind.String ? type.GetString()!
        : type.EnumerateArray().Select(one => one.GetString()!).First(one => one != "null");
}
