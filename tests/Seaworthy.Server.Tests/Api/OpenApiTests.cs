using System.Text.Json;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Tests.Accounts;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Api;

/// <summary>The description of the API says everything that somebody needs who has nothing else.</summary>
public sealed class OpenApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_mapped_route_is_described()
    {
        var document = await DocumentAsync();
        var described = Operations(document).Select(operation => operation.Name);
        var mapped = Mapped.Of(server.Endpoints).Where(endpoint => OpenApiSetup.IsApi(endpoint.Pattern.RawText!)).Select(endpoint => WithoutConstraints(endpoint)).Distinct();

        described.Order(StringComparer.Ordinal).ShouldBe(mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_left_without_words()
    {
        var document = await DocumentAsync();
        var faults = new List<string>();
        foreach (var operation in Operations(document))
        {
            Require(operation, "summary");
            if (operation.Json.TryGetProperty("summary", out var summary) && !summary.GetString()!.EndsWith('.'))
                faults.Add($"{operation.Name}: its summary is no sentence: end it with a full stop");
            Require(operation, "operationId");
            Require(operation, "tags");
            foreach (var parameter in List(operation.Json, "parameters"))
            {
                if (!parameter.TryGetProperty("description", out _) || !parameter.TryGetProperty("example", out _))
                    faults.Add($"{operation.Name}: the parameter '{parameter.GetProperty("name")}' has no words: add it to ParameterWords");
            }
        }
        faults.AddRange(document.GetProperty("tags").EnumerateArray().Where(tag => !tag.TryGetProperty("description", out _)).Select(tag => $"the tag '{tag.GetProperty("name")}' has no words: add it to TagWords"));

        faults.ShouldBeEmpty();

        void Require(Operation operation, string property)
        {
            if (!operation.Json.TryGetProperty(property, out _))
                faults.Add($"{operation.Name} has no {property}: add .WithSummary, .WithTags");
        }
    }

    [Fact]
    public async Task Every_answer_has_a_schema_and_an_example_and_every_closed_operation_its_errors()
    {
        var document = await DocumentAsync();
        var faults = new List<string>();
        foreach (var operation in Operations(document))
        {
            var answers = operation.Json.GetProperty("responses").EnumerateObject().ToList();
            if (operation.Json.TryGetProperty("security", out _))
                faults.AddRange(new[] { "401", "403" }.Where(status => answers.All(answer => answer.Name != status)).Select(status => $"{operation.Name} does not tell of {status}"));
            if (operation.Json.TryGetProperty("requestBody", out var body))
            {
                faults.AddRange(new[] { "400", "413", "415" }.Where(status => answers.All(answer => answer.Name != status)).Select(status => $"{operation.Name} does not tell of {status}"));
                faults.AddRange(WithoutExample(body).Select(type => $"{operation.Name}: its body {type} has no example"));
            }
            foreach (var answer in answers)
            {
                var told = Follow(document, answer.Value);
                faults.AddRange(WithoutExample(told).Select(type => $"{operation.Name}: its answer {answer.Name} {type} has no example"));
                if (!told.TryGetProperty("content", out _) && answer.Name is not ("101" or "204"))
                    faults.Add($"{operation.Name}: its answer {answer.Name} has no schema: add .Produces<Shape>({answer.Name})");
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ids_of_operations_are_unique()
    {
        var document = await DocumentAsync();

        Operations(document).Select(operation => operation.Json.GetProperty("operationId").GetString()).ShouldBeUnique();
    }

    /// <summary>So that a change of the API is seen as one, in review. Write it anew with <c>SEAWORTHY_WRITE_OPENAPI=1</c>.</summary>
    [Fact]
    public async Task The_description_in_the_repository_is_this_one()
    {
        var file = Path.Combine(Checkout.Root, "docs", "openapi.json");
        using var root = server.Root();
        var now = await root.GetStringAsync("/openapi/v1.json", Cancel) + "\n";
        if (Environment.GetEnvironmentVariable("SEAWORTHY_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, now, Cancel);

        (await File.ReadAllTextAsync(file, Cancel) == now).ShouldBeTrue("the API has changed: write docs/openapi.json anew, with SEAWORTHY_WRITE_OPENAPI=1 ./sea test Server");
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var root = server.Root();
        return JsonDocument.Parse(await root.GetStringAsync("/openapi/v1.json", Cancel)).RootElement;
    }

    private static IEnumerable<string> WithoutExample(JsonElement body) =>
        body.TryGetProperty("content", out var content)
            ? content.EnumerateObject().Where(type => type.Name != "multipart/form-data" && !type.Value.TryGetProperty("example", out _)).Select(type => type.Name)
            : [];

    private static JsonElement Follow(JsonElement document, JsonElement node)
    {
        if (!node.TryGetProperty("$ref", out var reference))
            return node;
        foreach (var part in reference.GetString()!.TrimStart('#', '/').Split('/'))
            document = document.GetProperty(part);
        return document;
    }

    private static IEnumerable<Operation> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select new Operation($"{method.Name.ToUpperInvariant()} {path.Name}", method.Value);

    private static IEnumerable<JsonElement> List(JsonElement node, string property) => node.TryGetProperty(property, out var list) ? list.EnumerateArray() : [];

    private static string WithoutConstraints(Mapped endpoint) => string.Join('/', endpoint.Name.Split('/').Select(segment => segment.StartsWith('{') ? $"{segment.TrimEnd('}').Split(':')[0]}}}" : segment));

    private sealed record Operation(string Name, JsonElement Json);
}
