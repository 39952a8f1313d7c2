using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>What the generator cannot see in our types: ids are UUIDs, enums are texts.</summary>
internal static class SchemaConventions
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (Array.Exists(type.GetInterfaces(), found => found.IsGenericType && found.GetGenericTypeDefinition() == typeof(IId<>)))
        {
            schema.Type = type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "uuid";
        }
        else if (schema.Enum is { Count: > 0 })
        {
            schema.Type ??= JsonSchemaType.String;
        }
        return Task.CompletedTask;
    }
}
