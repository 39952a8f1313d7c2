using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>The answers that tell of an error: the same for every operation, by status.</summary>
internal static class Problems
{
    private const string Schema = "Problem";

    private static readonly Dictionary<string, (string Words, string Detail)> Known = new()
    {
        ["400"] = ("The request is not valid: 'errors' names each field and what is wrong with it.", "replicas must be between 0 and 10"),
        ["401"] = ("No credentials were sent, or they are not valid.", "This token is not valid: it was revoked, has expired or never was."),
        ["403"] = ("The role does not allow it.", "The role 'viewer' does not allow this."),
        ["404"] = ("There is no such thing, or it belongs to another organization.", "There is no such app."),
        ["405"] = ("The address does not know this method.", "PATCH is not possible here: use GET, POST."),
        ["409"] = ("It cannot be done as things are.", "The slug 'shop' is taken. Choose another one."),
        ["412"] = ("If-Match names another version: somebody changed it in the meantime.", "The settings are at version 8, not 7. Read them again."),
        ["413"] = ("The body is too large.", "The request's body is too large."),
        ["415"] = ("The body is of another type.", "Send the body as JSON, with 'Content-Type: application/json'."),
        ["422"] = ("It was understood, but could not be done; or the Idempotency-Key was used for another request.", "This Idempotency-Key was used for another request. Use a new one."),
        ["429"] = ("Too many failed attempts from this address.", "Too many failed attempts from this address. Try again in a minute."),
        ["500"] = ("A fault of the server's.", "Something went wrong in Seaworthy. The server's log tells more under the trace id 4bf92f35."),
        ["502"] = ("What stands behind the server did not answer as it should.", "The container did not answer."),
        ["503"] = ("Something that is needed is away at the moment. Try again.", "The Docker Engine does not answer at the moment."),
    };

    public static IOpenApiResponse Reference(string status, OpenApiDocument document) => new OpenApiResponseReference(NameOf(status), document);

    /// <summary>Puts the answers into the document, each with its example.</summary>
    public static void Define(OpenApiDocument document, IOpenApiSchema problem)
    {
        document.AddComponent(Schema, problem);
        document.Components!.Responses ??= new Dictionary<string, IOpenApiResponse>();
        var used = document.Paths.Values.SelectMany(path => path.Operations ?? []).SelectMany(operation => operation.Value.Responses ?? [])
            .Where(answer => answer.Value is OpenApiResponseReference).Select(answer => answer.Key).Distinct().Order(StringComparer.Ordinal);
        foreach (var status in used)
        {
            document.Components.Responses[NameOf(status)] = new OpenApiResponse
            {
                Description = Known[status].Words,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document), Example = ExampleOf(status) },
                },
            };
        }
    }

    private static string NameOf(string status) =>
        Known.ContainsKey(status)
            ? ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture)).Replace(" ", "", StringComparison.Ordinal)
            : throw new InvalidOperationException($"An endpoint answers {status}: say in Problems.Known what that means.");

    private static JsonObject ExampleOf(string status)
    {
        var detail = Known[status].Detail;
        var code = int.Parse(status, CultureInfo.InvariantCulture);
        var example = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = status == "400" ? "The request is not valid" : ReasonPhrases.GetReasonPhrase(code),
            ["status"] = code,
            ["detail"] = detail,
            ["error"] = detail,
        };
        if (status == "400")
            example["errors"] = new JsonObject { ["replicas"] = new JsonArray("must be between 0 and 10") };
        return example;
    }
}
