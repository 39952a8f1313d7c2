using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Seaworthy.Server.Tests.Accounts;

namespace Seaworthy.Server.Tests.Api;

/// <summary>
/// Whatever is sent to any endpoint, also to those that come later: what is wrong is a 4xx that says so, naming the field, and nothing was
/// changed by it. Found by walking the description, which <see cref="OpenApiTests"/> holds against what is mapped.
/// </summary>
public sealed class BadInputTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int TooLong = 100_000;

    /// <summary>Texts of any length are what these are for.</summary>
    private static readonly string[] LongTexts = [];

    /// <summary>What a field excludes.</summary>
    private static readonly Dictionary<string, string[]> Instead = new()
    {
        ["image_id"] = ["git"],
        ["build_id"] = ["git"],
        ["archive"] = ["git"],
        ["processes"] = ["replicas", "process"],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Broken => new()
    {
        { "nothing", "" },
        { "half of it", """{"name":""" },
        { "no JSON", "name=x" },
        { "null", "null" },
        { "a number", "5" },
        { "a text", "\"x\"" },
        { "a list", "[{}]" },
        { "too deep", new string('[', 2_000) },
        { "too deep within", $$"""{"name":{{string.Concat(Enumerable.Repeat("{\"name\":", 500))}}1""" },
        { "half a character", """{"name":"\ud800"}""" },
        { "two of them", "{} {}" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_body_that_cannot_be_read_is_refused(string what, string body)
    {
        what.ShouldNotBeEmpty();
        await ExpectAsync(operation => operation.Body is null ? [] : [new(null, Json(body))], 400);
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_refused() =>
        await ExpectAsync(operation => operation.Body is null ? [] : [new(null, Bytes([.. "{\"name\":\""u8, 0xff, 0xfe, .. "\"}"u8]))], 400);

    [Fact]
    public async Task A_body_of_another_type_is_415() =>
        await ExpectAsync(operation => operation.Body is null ? [] : [new(null, new StringContent("{}", Encoding.UTF8, "text/plain"))], 415);

    [Fact]
    public async Task A_body_that_is_too_large_is_413() =>
        await ExpectAsync(operation => operation.Body is null ? [] : [new(null, Json($$"""{"name":"{{new string('x', 1_100_000)}}"}"""))], 413);

    [Fact]
    public async Task A_field_that_is_not_known_is_named() =>
        await ExpectAsync(operation => operation.Body is { } body && body.TryGetProperty("properties", out _) ? [new("no_such_field", Json(With(operation, ["no_such_field"], 1)))] : [], 400);

    [Fact]
    public async Task A_field_of_another_kind_is_named() =>
        await ExpectAsync(operation => operation.Fields().Where(field => field.Kind != "any").Select(field => new Attempt(string.Join('.', field.Path), Json(With(operation, field.Path, field.Kind == "string" ? 5 : "x")))), 400);

    [Fact]
    public async Task A_text_with_a_nul_character_is_named() =>
        await ExpectAsync(operation => operation.Fields().Where(field => field.Kind == "string").Select(field => new Attempt(string.Join('.', field.Path), Json(With(operation, field.Path, "a\0b")))), 400);

    [Fact]
    public async Task A_text_that_is_too_long_is_named() =>
        await ExpectAsync(operation => operation.Fields().Where(field => field.Kind == "string" && !LongTexts.Contains($"{operation.Name} {string.Join('.', field.Path)}"))
            .Select(field => new Attempt(string.Join('.', field.Path), Json(With(operation, field.Path, new string('x', TooLong))))), 400);

    [Fact]
    public async Task A_number_beyond_all_bounds_is_named() =>
        await ExpectAsync(operation => operation.Fields().Where(field => field.Kind is "integer" or "number")
            .SelectMany(field => new JsonNode[] { -1_000_000, 4_000_000_000_000_000_000, JsonNode.Parse("1e400")!, JsonNode.Parse("99999999999999999999999")! }
                .Select(value => new Attempt(string.Join('.', field.Path), Json(With(operation, field.Path, value))))), 400);

    [Theory]
    [InlineData("-1")]
    [InlineData("%2e%2e")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("'%20or%201=1--")]
    [InlineData("%F0%9F%9A%A2")]
    [InlineData("%ED%A0%80")]
    [InlineData("%ff")]
    [InlineData("%00")]
    [InlineData("99999999999999999999")]
    [InlineData("{id}")]
    public async Task An_address_of_an_odd_form_leads_nowhere(string value)
    {
        await AddressesAsync(value);
    }

    [Fact]
    public async Task An_address_that_is_very_long_leads_nowhere() => await AddressesAsync(new string('a', 3_000));

    [Theory]
    [InlineData("integer", "-1")]
    [InlineData("integer", "abc")]
    [InlineData("integer", "1.5")]
    [InlineData("integer", "99999999999999999999")]
    [InlineData("boolean", "perhaps")]
    [InlineData("string", "%00")]
    public async Task A_query_that_makes_no_sense_is_named(string kind, string value)
    {
        var faults = new List<string>();
        var rows = await OthersRows.CreateAsync(server, Cancel);
        // What is no WebSocket is refused there before anything else is looked at.
        foreach (var operation in (await Described.ReadAsync(server, Cancel)).Where(operation => !operation.Path.StartsWith("/ws/", StringComparison.Ordinal)))
        {
            foreach (var parameter in operation.Parameters.Where(parameter => parameter.GetProperty("in").GetString() == "query" && parameter.GetProperty("schema").GetProperty("type").GetString() == kind))
            {
                var name = parameter.GetProperty("name").GetString()!;
                await CheckAsync(faults, operation, $"{operation.PathOf(rows.IdOf)}?{name}={value}", new Attempt(name, operation.Body is null ? null : Json(operation.Example.ToJsonString())), 400);
            }
        }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parameter_that_is_not_known_is_named()
    {
        var faults = new List<string>();
        var rows = await OthersRows.CreateAsync(server, Cancel);
        var before = await StateAsync();
        foreach (var operation in (await Described.ReadAsync(server, Cancel)).Where(operation => operation.Path.StartsWith("/api/", StringComparison.Ordinal) || operation.Path.StartsWith("/ws/", StringComparison.Ordinal)))
            await CheckAsync(faults, operation, $"{operation.PathOf(rows.IdOf)}?no_such_parameter=1", new Attempt("no_such_parameter", operation.Body is null ? null : Json(operation.Example.ToJsonString())), 400);
        faults.ShouldBeEmpty();
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_parameter_is_known_in_any_case_of_its_letters_and_a_sockets_ticket_is_one()
    {
        using var root = server.Root();

        using var list = await root.GetAsync("/api/v1/apps?LIMIT=1", Cancel);
        using var elsewhere = await root.GetAsync("/api/v1/apps?ticket=x", Cancel);
        using var socket = await root.GetAsync($"/ws/apps/{Guid.NewGuid()}/logs?ticket=x", Cancel);

        list.StatusCode.ShouldBe(HttpStatusCode.OK);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await socket.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("is no parameter");
    }

    private async Task AddressesAsync(string value)
    {
        var faults = new List<string>();
        var before = await StateAsync();
        foreach (var operation in (await Described.ReadAsync(server, Cancel)).Where(operation => operation.Path.Contains('{')))
        {
            using var root = server.Root();
            using var request = Request(operation, operation.PathOf(_ => value), operation.Body is null ? null : Json(operation.Example.ToJsonString()));
            using var answer = await root.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            // Dots lead to another address of the API, as in every path; that one may be a list.
            var leadsElsewhere = value == "%2e%2e" && operation.Method == "GET";
            if ((int)answer.StatusCode is < 400 or >= 500 && !(leadsElsewhere && answer.IsSuccessStatusCode))
                faults.Add($"{operation.Name} answered {(int)answer.StatusCode}");
        }
        faults.ShouldBeEmpty();
        (await StateAsync()).ShouldBe(before);
    }

    private async Task ExpectAsync(Func<Described, IEnumerable<Attempt>> attempts, int status)
    {
        var rows = await OthersRows.CreateAsync(server, Cancel);
        var before = await StateAsync();
        var faults = new List<string>();
        var tried = 0;
        foreach (var operation in await Described.ReadAsync(server, Cancel))
        {
            foreach (var attempt in attempts(operation))
            {
                tried++;
                await CheckAsync(faults, operation, operation.PathOf(rows.IdOf), attempt, status);
            }
        }
        tried.ShouldBeGreaterThan(0);
        faults.ShouldBeEmpty();
        (await StateAsync()).ShouldBe(before);
    }

    private async Task CheckAsync(List<string> faults, Described operation, string path, Attempt attempt, int status)
    {
        using var root = server.Root();
        using var request = Request(operation, path, attempt.Body);
        using var answer = await root.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var what = $"{operation.Name} {attempt.Field}";
        if ((int)answer.StatusCode != status)
            faults.Add($"{what}: {(int)answer.StatusCode} {text[..Math.Min(200, text.Length)]}");
        else if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            faults.Add($"{what}: no problem but {answer.Content.Headers.ContentType}");
        else if (attempt.Field is not null && !Names(JsonDocument.Parse(text).RootElement, attempt.Field))
            faults.Add($"{what}: does not name it: {text[..Math.Min(300, text.Length)]}");
    }

    /// <summary>The field itself, the object that it is in, or what is in it.</summary>
    private static bool Names(JsonElement problem, string field) =>
        problem.TryGetProperty("errors", out var errors) && errors.EnumerateObject().Any(error => error.Name == field || error.Name.StartsWith($"{field}.", StringComparison.Ordinal) || field.StartsWith($"{error.Name}.", StringComparison.Ordinal)
            || field.EndsWith($".{error.Name}", StringComparison.Ordinal));

    private static HttpRequestMessage Request(Described operation, string path, HttpContent? body)
    {
        // As it stands: without resolving ".." or undoing escapes.
        var address = new Uri($"http://seaworthy{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), address) { Content = body };
        // Else the client may still be writing a large body when the connection is closed on it.
        request.Headers.ExpectContinue = body?.Headers.ContentLength > 1_000_000;
        return request;
    }

    /// <summary>The operation's example with one field set otherwise.</summary>
    private static string With(Described operation, string[] path, JsonNode? value)
    {
        var body = operation.Example;
        var at = body.AsObject();
        foreach (var other in Instead.GetValueOrDefault(path[0]) ?? [])
            at.Remove(other);
        foreach (var part in path[..^1])
        {
            if (at[part] is not JsonObject inner)
                at[part] = inner = [];
            at = inner;
        }
        at[path[^1]] = value;
        return body.ToJsonString();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>All rows of all tables, but for what background work touches by itself.</summary>
    private async Task<string> StateAsync()
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        var tables = await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = 'public' and tablename not in ('work') order by 1");
        var state = new StringBuilder();
        foreach (var table in tables)
            state.Append(table).Append(' ').AppendLine(await connection.ExecuteScalarAsync<string>($"select count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from {table} t"));
        return state.ToString();
    }

    private sealed record Attempt(string? Field, HttpContent? Body);
}
