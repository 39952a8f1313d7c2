using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>The description of the API by OpenAPI 3.1, made from the endpoints themselves.</summary>
public static class OpenApiSetup
{
    internal const string Name = "v1";

    private static readonly ConcurrentDictionary<string, Type> Named = new(StringComparer.Ordinal);

    private static readonly string[] Suffixes = ["Shape", "View", "Body"];

    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        return services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => IsApi(description.RelativePath ?? "");
            options.CreateSchemaReferenceId = NameOf;
            options.AddSchemaTransformer(SchemaConventions.ApplyAsync);
            options.AddOperationTransformer(OperationConventions.ApplyAsync);
            options.AddDocumentTransformer(DocumentConventions.ApplyAsync);
        });
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", ReadAsync).WithTags("api").WithSummary("Read this description of the API.")
            .AnswersText("application/json", """{"openapi":"3.1.1","info":{"title":"Seaworthy"}}""").Require(Permission.AppsRead);

    /// <summary>Everything but pages and files: what is called by programs.</summary>
    /// <param name="path">With or without the slash before it.</param>
    internal static bool IsApi(string path)
    {
        var first = path.TrimStart('/').Split('/')[0];
        return first is "api" or "ws" or "health" or "ready" or "metrics" or "openapi" or "webhooks";
    }

    /// <summary>Types are called by what they show: <c>AppShape</c> is <c>App</c>.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        // Too small to be looked up elsewhere.
        if (SchemaConventions.IsId(Plain(type.Type)))
            return null;
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name)
            return null;
        if (Suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length) is { } found)
            name = name[..^found.Length];
        // The generator would describe one of them by the other.
        if (Named.GetOrAdd(name, type.Type) is var first && Plain(first) != Plain(type.Type))
            throw new InvalidOperationException($"{first} and {type.Type} are both called {name} in the description of the API: rename one of them.");
        return name;
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static async Task<IResult> ReadAsync(ApiDocument document, CancellationToken ct) =>
        Results.Text(await document.JsonAsync(ct), "application/json");
}
