using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>The document as a whole: title, credentials, tags with their words, errors, an example for every body.</summary>
internal static class DocumentConventions
{
    public const string Bearer = "bearer";

    public static async Task ApplyAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Seaworthy",
            Version = "v1",
            Description = "Apps, builds, releases and deployments of this server. Errors are problem+json (RFC 9457) with the same sentence as 'error' beside.",
        };
        // Wherever it was read from: its own address.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "sea_…", Description = "A token: made by 'sea token create NAME' or POST /api/v1/tokens." },
        };
        Problems.Define(document, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: ct));
        // What ProducesProblem names; Problem took its place.
        document.Components.Schemas?.Remove("ProblemDetails");
        TagWords.Describe(document);
        RequestSchemas.Relax(document);
        Examples.Fill(document);
        Sort(document);
    }

    /// <summary>In a fixed order, so that two descriptions of the same API are the same text.</summary>
    private static void Sort(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
            paths[path] = item;
        foreach (var operation in paths.Values.SelectMany(path => path.Operations ?? []).Select(pair => pair.Value))
        {
            var answers = new OpenApiResponses();
            foreach (var (status, answer) in operation.Responses!.OrderBy(answer => answer.Key, StringComparer.Ordinal))
                answers[status] = answer;
            operation.Responses = answers;
        }
        document.Paths = paths;
        document.Components!.Schemas = Sorted(document.Components.Schemas);
        document.Components.Responses = Sorted(document.Components.Responses);
    }

    private static Dictionary<string, T>? Sorted<T>(IDictionary<string, T>? items) =>
        items?.OrderBy(item => item.Key, StringComparer.Ordinal).ToDictionary(item => item.Key, item => item.Value);
}
