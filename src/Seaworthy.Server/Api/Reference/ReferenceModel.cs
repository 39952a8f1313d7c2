using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.Reference;

/// <summary>The description of the API, put as the page shows it.</summary>
public sealed record ReferenceModel(IReadOnlyList<ReferenceGroup> Groups, IReadOnlyList<ReferenceShape> Shapes)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="server">Where requests go: http://host:8080.</param>
    internal static ReferenceModel Of(OpenApiDocument document, string server)
    {
        var operations = document.Paths.SelectMany(path => (path.Value.Operations ?? []).Select(operation => OperationOf(path.Key, operation.Key.Method, operation.Value, server))).ToLookup(found => found.Tag);
        var groups = (document.Tags ?? new HashSet<OpenApiTag>()).Select(tag => new ReferenceGroup(tag.Name!, tag.Description ?? "", [.. operations[tag.Name!]]));
        var shapes = (document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Where(schema => schema.Value.Properties is { Count: > 0 } || schema.Value.Enum is { Count: > 0 })
            .Select(schema => new ReferenceShape(schema.Key, schema.Value.Description, FieldsOf(schema.Value), [.. (schema.Value.Enum ?? []).Select(word => word.ToString())]));
        return new ReferenceModel([.. groups], [.. shapes]);
    }

    private static ReferenceOperation OperationOf(string path, string method, OpenApiOperation operation, string server)
    {
        var (type, body) = operation.RequestBody?.Content is { Count: > 0 } content ? content.First() : default;
        var socket = operation.Responses?.ContainsKey("101") == true;
        return new ReferenceOperation
        {
            Id = operation.OperationId!,
            Tag = operation.Tags?.FirstOrDefault()?.Reference.Id ?? "",
            Method = socket ? "WS" : method.ToUpperInvariant(),
            Path = path,
            Summary = operation.Summary ?? "",
            Words = operation.Description ?? "",
            Parameters = [.. (operation.Parameters ?? []).Select(parameter => new ReferenceField(
                parameter.Name!, TypeOf(parameter.Schema), parameter.Required, parameter.Description ?? "") { In = parameter.In?.ToString().ToLowerInvariant() ?? "" })],
            BodyType = type,
            Body = body?.Schema is null ? null : TypeOf(body.Schema),
            BodyFields = type == "multipart/form-data" ? FieldsOf(body!.Schema!) : [],
            Answers = [.. (operation.Responses ?? []).Select(AnswerOf)],
            Curl = Curl(path, method.ToUpperInvariant(), operation, type, body, server, socket),
        };
    }

    private static ReferenceAnswer AnswerOf(KeyValuePair<string, IOpenApiResponse> answer)
    {
        var (type, media) = answer.Value.Content is { Count: > 0 } content ? content.First() : default;
        var isError = answer.Key[0] is '4' or '5';
        return new ReferenceAnswer(answer.Key, answer.Value.Description ?? "", isError, type, media?.Schema is null ? null : TypeOf(media.Schema), isError || media?.Example is null ? null : Show(media.Example));
    }

    private static IReadOnlyList<ReferenceField> FieldsOf(IOpenApiSchema schema) =>
        [.. (schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(field => new ReferenceField(field.Key, TypeOf(field.Value), schema.Required?.Contains(field.Key) == true, field.Value.Description ?? ""))];

    private static ReferenceType TypeOf(IOpenApiSchema? schema)
    {
        if (schema is null)
            return new ReferenceType("anything", null);
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            return new ReferenceType("", id);
        if (schema.OneOf is { Count: > 0 } choices)
            return TypeOf(choices.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null)) with { OrNull = true };
        var orNull = schema.Type?.HasFlag(JsonSchemaType.Null) == true;
        var plain = (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Array => Of("list of ", schema.Items),
            JsonSchemaType.Object when schema.AdditionalProperties is { } values => Of("object of ", values),
            JsonSchemaType.Object => new ReferenceType("object", null),
            JsonSchemaType.Integer => new ReferenceType("whole number", null),
            JsonSchemaType.Number => new ReferenceType("number", null),
            JsonSchemaType.Boolean => new ReferenceType("true or false", null),
            JsonSchemaType.String => new ReferenceType(schema.Format switch { "uuid" => "id", "date-time" => "time", "binary" => "file", _ => "text" }, null),
            _ => new ReferenceType("anything", null),
        };
        return plain with { OrNull = orNull };
    }

    private static ReferenceType Of(string what, IOpenApiSchema? schema)
    {
        var inner = TypeOf(schema);
        return new ReferenceType(what + inner.Words, inner.Shape);
    }

    private static string Curl(string path, string method, OpenApiOperation operation, string? type, OpenApiMediaType? body, string server, bool socket)
    {
        foreach (var parameter in (operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Path))
            path = path.Replace($"{{{parameter.Name}}}", parameter.Example?.ToString() ?? parameter.Name, StringComparison.Ordinal);
        var closed = operation.Security is { Count: > 0 };
        if (socket)
            return $"websocat -H \"Authorization: Bearer $TOKEN\" \"{server.Replace("http", "ws", StringComparison.Ordinal)}{path}\"";
        var lines = new List<string> { method == "GET" ? $"curl \"{server}{path}\"" : $"curl -X {method} \"{server}{path}\"" };
        if (closed)
            lines.Add("-H \"Authorization: Bearer $TOKEN\"");
        if (type == "multipart/form-data")
        {
            lines.Add("-F source=@app.tar.gz");
        }
        else if (body?.Example is { } example)
        {
            lines.Add($"-H \"Content-Type: {type}\"");
            lines.Add($"-d '{Show(example).Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }
        return string.Join(" \\\n  ", lines);
    }

    private static string Show(JsonNode node) => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>().TrimEnd() : node.ToJsonString(Readable);
}

public sealed record ReferenceGroup(string Tag, string Words, IReadOnlyList<ReferenceOperation> Operations);

public sealed record ReferenceOperation
{
    public required string Id { get; init; }

    public required string Tag { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Summary { get; init; }

    public required string Words { get; init; }

    public required IReadOnlyList<ReferenceField> Parameters { get; init; }

    public string? BodyType { get; init; }

    public ReferenceType? Body { get; init; }

    public required IReadOnlyList<ReferenceField> BodyFields { get; init; }

    public required IReadOnlyList<ReferenceAnswer> Answers { get; init; }

    public required string Curl { get; init; }
}

public sealed record ReferenceField(string Name, ReferenceType Type, bool IsRequired, string Words)
{
    public string In { get; init; } = "";
}

/// <param name="Shape">The name of the shape that it is, or consists of.</param>
public sealed record ReferenceType(string Words, string? Shape, bool OrNull = false);

public sealed record ReferenceAnswer(string Status, string Words, bool IsError, string? ContentType, ReferenceType? Type, string? Example);

public sealed record ReferenceShape(string Name, string? Words, IReadOnlyList<ReferenceField> Fields, IReadOnlyList<string> Choices);
