using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>
/// Gives every body an example that fits its schema: objects are put together from <see cref="ExampleValues"/>, so that the same thing
/// (an app's slug, a commit) looks the same in all of them.
/// </summary>
internal static class Examples
{
    private const int Deepest = 6;

    public static void Fill(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(pair => pair.Value))
        {
            foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                Fill(type, body, isRequest: true);
            foreach (var answer in operation.Responses?.Values.OfType<OpenApiResponse>() ?? [])
            {
                foreach (var (type, body) in answer.Content ?? new Dictionary<string, OpenApiMediaType>())
                    Fill(type, body, isRequest: false);
            }
        }
    }

    private static void Fill(string type, OpenApiMediaType body, bool isRequest)
    {
        if (body is { Example: null, Schema: { } schema } && type.Contains("json", StringComparison.Ordinal))
            body.Example = Of(schema, "", "", isRequest, 0);
    }

    /// <param name="owner">The name of the schema that the property belongs to.</param>
    private static JsonNode? Of(IOpenApiSchema schema, string owner, string property, bool isRequest, int depth)
    {
        if (ExampleValues.TryFind(owner, property, out var known) && Fits(known, schema))
            return known;
        if (schema is OpenApiSchemaReference { Reference.Id: { } id, RecursiveTarget: { } target })
            return Of(target, id, property, isRequest, depth);
        if (schema.OneOf?.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null) is { } choice)
            return Of(choice, owner, property, isRequest, depth);
        if (schema.Enum is { Count: > 0 } words)
            return words[0].DeepClone();
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => OfObject(schema, owner, isRequest, depth),
            JsonSchemaType.Array => schema.Items is { } items && depth < Deepest && Of(items, owner, $"{property}[]", isRequest, depth + 1) is { } item ? new JsonArray(item) : [],
            JsonSchemaType.Boolean => JsonValue.Create(false),
            JsonSchemaType.Integer => JsonValue.Create(1),
            JsonSchemaType.Number => JsonValue.Create(0.5),
            _ => schema.Format switch
            {
                "uuid" => "0199f3a2-7c1e-7b4a-9c55-2f6f0c3f8d11",
                "date-time" => "2026-01-31T12:00:00Z",
                _ => property.Length > 0 ? property.TrimEnd('[', ']').Replace('_', ' ') : "text",
            },
        };
    }

    /// <summary>The same name may stand for a text here and for a list there.</summary>
    private static bool Fits(JsonNode? value, IOpenApiSchema schema)
    {
        if (schema is OpenApiSchemaReference { RecursiveTarget: { } target })
            return Fits(value, target);
        if (schema.OneOf is { Count: > 0 } choices)
            return choices.Any(choice => Fits(value, choice));
        if (value is null)
            return schema.Type?.HasFlag(JsonSchemaType.Null) == true;
        return schema.Enum is { Count: > 0 } words ? words.Any(word => JsonNode.DeepEquals(word, value)) : schema.Type is null || schema.Type.Value.HasFlag(value.GetValueKind() switch
        {
            JsonValueKind.Object => JsonSchemaType.Object,
            JsonValueKind.Array => JsonSchemaType.Array,
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? JsonSchemaType.Number : JsonSchemaType.Integer,
            JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
            _ => JsonSchemaType.String,
        });
    }

    private static JsonObject OfObject(IOpenApiSchema schema, string owner, bool isRequest, int depth)
    {
        var example = new JsonObject();
        if (depth >= Deepest)
            return example;
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (ExampleValues.IsLeftOut(owner, name, isRequest))
                continue;
            example[name] = Of(property, owner, name, isRequest, depth + 1);
        }
        if (schema.Properties is null or { Count: 0 } && schema.AdditionalProperties is { } values)
            example["KEY"] = Of(values, owner, "value", isRequest, depth + 1);
        return example;
    }
}
