using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>
/// What every operation has in common and no endpoint should have to say: its id, who may, the errors that the pipeline answers, and words
/// for its parameters. What is an endpoint's own it says by <c>WithSummary</c>, <c>Produces</c>, <c>ProducesProblem</c> and
/// <see cref="ApiDescriptions"/>.
/// </summary>
internal static class OperationConventions
{
    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath ?? "";
        operation.OperationId ??= IdOf(context.Description.HttpMethod ?? "GET", path);
        operation.Responses ??= [];
        DescribeBody(operation, metadata);
        if (metadata.OfType<JsonBodyDescription>().LastOrDefault() is { } json)
            operation.RequestBody = Body("application/json", new OpenApiMediaType { Schema = new OpenApiSchemaReference(json.Type.Name, context.Document) });
        DescribeAnswers(operation, metadata);
        DescribePermission(operation, metadata, context.Document!);
        if (HttpMethods.IsPost(context.Description.HttpMethod ?? "") && operation.Security is { Count: > 0 })
            TakeIdempotencyKey(operation);
        foreach (var status in ErrorsOf(operation, path))
            operation.Responses[status] = Problems.Reference(status, context.Document!);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            ParameterWords.Describe(parameter, path);
        return Task.CompletedTask;
    }

    /// <summary><c>GET /api/v1/apps/{app}/env</c> is <c>getAppsByAppEnv</c>; a socket begins with <c>socket</c>.</summary>
    internal static string IdOf(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        var id = new StringBuilder(segments[0] == "ws" ? "socket" : method.ToLowerInvariant());
        foreach (var segment in segments.SkipWhile(segment => segment is "api" or "v1" or "ws"))
        {
            if (segment.StartsWith('{'))
                id.Append("By");
            foreach (var word in segment.Trim('{', '}', '*').Split(':')[0].Split('-', '.', '_'))
                id.Append(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word[1..]}");
        }
        return id.ToString();
    }

    private static void DescribeBody(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<UploadDescription>().LastOrDefault() is { } upload)
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(), Required = new HashSet<string>() };
            foreach (var (name, words) in upload.Fields)
                schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = words, Format = name == "source" ? "binary" : null };
            if (schema.Properties.ContainsKey("source"))
                schema.Required.Add("source");
            operation.RequestBody = Body("multipart/form-data", new OpenApiMediaType { Schema = schema });
        }
        else if (metadata.OfType<TextBodyDescription>().LastOrDefault() is { } text)
        {
            operation.RequestBody = Body(text.ContentType, Text(text.Example));
        }
    }

    private static void DescribeAnswers(OpenApiOperation operation, IList<object> metadata)
    {
        var answers = operation.Responses!;
        if (metadata.OfType<SocketDescription>().LastOrDefault() is { } socket)
        {
            answers.Remove("200");
            answers["101"] = new OpenApiResponse { Description = $"The WebSocket is open. {socket.Messages}" };
            answers["400"] = new OpenApiResponse();
        }
        if (metadata.OfType<TextDescription>().LastOrDefault() is { } text)
            answers["200"] = new OpenApiResponse { Description = "OK", Content = new Dictionary<string, OpenApiMediaType> { [text.ContentType] = Text(text.Example) } };
        if (metadata.OfType<StreamDescription>().LastOrDefault() is { } stream && answers.TryGetValue("200", out var ok) && ok is OpenApiResponse answer)
        {
            answer.Content ??= new Dictionary<string, OpenApiMediaType>();
            answer.Content["text/event-stream"] = Text(stream.Example);
            answer.Description = $"OK. With 'Accept: text/event-stream' a live stream: {stream.Events}";
        }
    }

    private static void DescribePermission(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<RequiredPermission>().LastOrDefault() is not { Permission: var permission })
            return;
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentConventions.Bearer, document)] = [] }];
        operation.Responses!["401"] = new OpenApiResponse();
        operation.Responses["403"] = new OpenApiResponse();
        var roles = Enum.GetValues<Role>().Where(role => role.Allows(permission)).Select(role => role.Word());
        operation.Description = $"{operation.Description} Roles: {string.Join(", ", roles)}.".TrimStart();
    }

    private static void TakeIdempotencyKey(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = "Idempotency-Key", In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 } });
        operation.Responses!["422"] = new OpenApiResponse();
    }

    /// <summary>Declared ones, and those that follow from the form of the request.</summary>
    private static List<string> ErrorsOf(OpenApiOperation operation, string path)
    {
        var errors = operation.Responses!.Keys.Where(status => status[0] is '4' or '5').ToHashSet(StringComparer.Ordinal);
        // /ready and its like answer 503 with a body of their own.
        errors.RemoveWhere(status => operation.Responses[status].Content?.ContainsKey("application/json") == true);
        if (operation.RequestBody is not null)
            errors.UnionWith(["400", "413", "415"]);
        if (operation.Parameters is { Count: > 0 } parameters && parameters.Any(parameter => parameter.In == ParameterLocation.Query))
            errors.Add("400");
        if (path.Contains('{', StringComparison.Ordinal))
            errors.Add("404");
        return [.. errors];
    }

    private static OpenApiRequestBody Body(string type, OpenApiMediaType media) => new() { Required = true, Content = new Dictionary<string, OpenApiMediaType> { [type] = media } };

    private static OpenApiMediaType Text(string example) => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };
}
