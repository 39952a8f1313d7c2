using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>What the generator cannot see, since converters of ours read it: ids are UUIDs, texts are texts; enums are texts too.</summary>
internal static class SchemaConventions
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var info = context.JsonTypeInfo;
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (IsId(type))
        {
            schema.Type = JsonSchemaType.String | Null(type != info.Type);
            schema.Format = "uuid";
        }
        else if (type == typeof(string))
        {
            schema.Type = JsonSchemaType.String | Null(context.JsonPropertyInfo is { IsGetNullable: true });
        }
        else if (schema.Enum is { Count: > 0 })
        {
            schema.Type ??= JsonSchemaType.String;
        }
        else if (info is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } value } && value == typeof(string))
        {
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        else if (info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } && item == typeof(string))
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        return Task.CompletedTask;
    }

    public static bool IsId(Type type) => Array.Exists(type.GetInterfaces(), found => found.IsGenericType && found.GetGenericTypeDefinition() == typeof(IId<>));

    private static JsonSchemaType Null(bool may) => may ? JsonSchemaType.Null : 0;
}
