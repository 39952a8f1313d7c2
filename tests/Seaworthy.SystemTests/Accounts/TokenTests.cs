using System.Net;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.SystemTests.Accounts;

/// <summary>Who may do what: nobody anything, but with a token that is valid.</summary>
public sealed class TokenTests(SharedWorld shared) : SystemTest(shared)
{
    [Theory]
    [InlineData("GET", "/api/v1/apps")]
    [InlineData("POST", "/api/v1/apps")]
    [InlineData("GET", "/api/v1/apps/019a0000-0000-7000-8000-000000000000")]
    [InlineData("POST", "/api/v1/apps/019a0000-0000-7000-8000-000000000000/deploy")]
    [InlineData("POST", "/api/v1/apps/019a0000-0000-7000-8000-000000000000/deployments")]
    [InlineData("GET", "/api/v1/builds/019a0000-0000-7000-8000-000000000000")]
    [InlineData("GET", "/api/v1/builds/019a0000-0000-7000-8000-000000000000/logs")]
    [InlineData("GET", "/ws/apps/019a0000-0000-7000-8000-000000000000/logs")]
    [InlineData("POST", "/api/v1/tokens")]
    public async Task Without_a_token_or_with_a_wrong_one_it_is_401(string method, string path)
    {
        using var nobody = World.Installation.Client(token: null);
        using var liar = World.Installation.Client("sea_0123456789abcdef0123456789abcdef");

        (await nobody.Status(new HttpMethod(method), path, Cancel)).ShouldBe(HttpStatusCode.Unauthorized);
        (await liar.Status(new HttpMethod(method), path, Cancel)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_opens_the_api_over_tcp()
    {
        using var client = World.Installation.Client(await World.CreateToken("opener", Cancel));

        (await client.Status(HttpMethod.Get, "/api/v1/apps", Cancel)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    public async Task Everybody_may_ask_whether_it_lives(string path)
    {
        using var nobody = World.Installation.Client(token: null);

        (await nobody.Status(HttpMethod.Get, path, Cancel)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_token_lies_nowhere_in_the_database()
    {
        var secret = await World.CreateToken("hidden-in-the-database", Cancel);

        var dump = await Testing.Tool.Run("pg_dump", ["--host", World.Installation.Database.SocketDirectory, "--username", "postgres", "seaworthy"], Cancel);

        dump.ShouldContain("hidden-in-the-database");
        dump.ShouldNotContain(secret);
    }
}
