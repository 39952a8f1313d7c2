using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>
/// What may be null in a request may be left out too. The generator takes the parameters of a record for required, which holds for
/// answers only.
/// </summary>
internal static class RequestSchemas
{
    public static void Relax(OpenApiDocument document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bodies = document.Paths.Values.SelectMany(path => path.Operations ?? []).SelectMany(operation => operation.Value.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>());
        foreach (var (_, body) in bodies)
            Relax(body.Schema, document, seen);
    }

    private static void Relax(IOpenApiSchema? schema, OpenApiDocument document, HashSet<string> seen)
    {
        if (schema is null || (schema is OpenApiSchemaReference { Reference.Id: { } id } && !seen.Add(id)))
            return;
        var target = schema is OpenApiSchemaReference reference ? reference.RecursiveTarget : schema as OpenApiSchema;
        if (target?.Properties is { } properties)
        {
            foreach (var (name, property) in properties)
            {
                if (AllowsNull(property))
                    target.Required?.Remove(name);
            }
        }
        foreach (var part in (target?.Properties?.Values ?? Enumerable.Empty<IOpenApiSchema>()).Concat(target?.OneOf ?? []).Append(target?.Items).Append(target?.AdditionalProperties))
            Relax(part, document, seen);
    }

    private static bool AllowsNull(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(choice => choice.Type == JsonSchemaType.Null) == true;
}
