using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Accounts;

public sealed class TokenTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_local_administrator_makes_a_token_that_opens_the_api_over_tcp()
    {
        using var root = server.Root();
        var made = await CreateAsync(root, new { name = "demo" });

        made.GetProperty("token").GetString().ShouldStartWith("sea_");
        made.GetProperty("role").GetString().ShouldBe("admin");
        using var client = server.Client(made.GetProperty("token").GetString());
        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_user_on_the_socket_is_nobody_whoever_they_say_they_are()
    {
        // The 0700 directory keeps others out; here the door is opened, so that only the kernel's word is left.
        File.SetUnixFileMode(server.Options.Home, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(server.Options.RunDirectory, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(server.Options.AdminSocket, (UnixFileMode)0b111_111_111);
        string[] ask = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", "X-Forwarded-For: 127.0.0.1", "--unix-socket", server.Options.AdminSocket, "http://localhost/api/v1/apps"];

        (await Tool.Run("runuser", ["-u", "nobody", "--", .. ask], Cancel)).ShouldBe("401");
        (await Tool.Run(ask[0], ask[1..], Cancel)).ShouldBe("200");
    }

    [Fact]
    public async Task A_wrong_token_is_refused_with_a_problem_also_on_the_socket()
    {
        using var root = server.Root();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.Add("Authorization", "Bearer sea_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        using var answer = await root.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("error").GetString().ShouldBe(problem.GetProperty("detail").GetString());
        problem.GetProperty("status").GetInt32().ShouldBe(401);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_at_once_and_no_longer_listed()
    {
        using var root = server.Root();
        var made = await CreateAsync(root, new { name = "short-lived" });
        using var client = server.Client(made.GetProperty("token").GetString());
        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await root.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id")}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await root.GetStringAsync("/api/v1/tokens", Cancel)).ShouldNotContain("short-lived");
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        using var root = server.Root();
        var made = await CreateAsync(root, new { name = "old", expires_in_days = 1 });
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("update tokens set expires_at = now() - interval '1 second' where id = @id", new { id = made.GetProperty("id").GetGuid() });

        using var client = server.Client(made.GetProperty("token").GetString());
        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_grants_more_than_they_have()
    {
        using var admin = server.Client(await server.TokenAsync(Role.Admin, Cancel));

        (await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "king", role = "owner" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "reader", role = "viewer" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_token_of_a_user_has_at_most_the_role_they_have_now()
    {
        using var root = server.Root();
        var made = await CreateAsync(root, new { name = "of a user" });
        var user = Guid.CreateVersion7();
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            """
            insert into users (id, email, normalized_email, name, security_stamp) values (@user, 'a@b.c', 'A@B.C', 'A', 'stamp');
            insert into memberships (organization_id, user_id, role) select organization_id, @user, 'viewer' from tokens where id = @token;
            update tokens set user_id = @user where id = @token;
            """,
            new { user, token = made.GetProperty("id").GetGuid() });
        using var client = server.Client(made.GetProperty("token").GetString());

        (await client.GetAsync("/api/v1/tokens", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await connection.ExecuteAsync("delete from memberships where user_id = @user", new { user });
        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_kept_and_its_use_is_noted()
    {
        using var root = server.Root();
        var made = await CreateAsync(root, new { name = "kept" });
        var secret = made.GetProperty("token").GetString()!;
        using var client = server.Client(secret);
        await client.GetAsync("/api/v1/apps", Cancel);

        await using var connection = await server.Db.OpenAsync(Cancel);
        var row = await connection.QuerySingleAsync<(string Row, DateTime? LastUsed)>("select t::text, last_used_at from tokens t where id = @id", new { id = made.GetProperty("id").GetGuid() });
        row.Row.ShouldNotContain(secret["sea_".Length..]);
        row.LastUsed.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"x","expires_in_days":0}""", "expires_in_days")]
    [InlineData("""{"name":"x","role":"emperor"}""", "role")]
    [InlineData("""{"name":7}""", "name")]
    public async Task A_faulty_request_is_answered_400_and_names_the_field(string body, string field)
    {
        using var root = server.Root();
        using var answer = await root.PostAsync("/api/v1/tokens", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
        problem.GetProperty("error").GetString()!.ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_ticket_opens_one_socket_and_nothing_else()
    {
        using var client = server.Client(await server.TokenAsync(Role.Viewer, Cancel));
        using var issued = await client.PostAsync("/api/v1/tickets", null, Cancel);
        var ticket = (await issued.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("ticket").GetString();
        using var stranger = server.Client();

        (await stranger.GetAsync($"/api/v1/apps?ticket={ticket}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        // Let in, and told that there is no such app.
        (await stranger.GetAsync($"/ws/apps/none/logs?ticket={ticket}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/ws/apps/none/logs?ticket={ticket}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> CreateAsync(HttpClient client, object body)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
