using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Connection;

public sealed class LoginTests
{
    private static Task<FakeApi> Server(string token) => FakeApi.Start(app => app.MapGet("/api/v1/apps", (HttpContext context) =>
        context.Request.Headers.Authorization == $"Bearer {token}" ? Results.Json(new[] { Answers.App(token) }) : Answers.Problem(401, "The token is not valid.")));

    [Fact]
    public async Task ATokenThatWorks_IsKeptForItsOwnerOnly_AndUsed()
    {
        await using var api = await Server("sea_good");
        using var world = CliWorld.With();
        world.Input = Encoding.UTF8.GetBytes("sea_good\n");

        (await world.Sea("login", api.Url, "--token-stdin")).Code.ShouldBe(0);
        var apps = await world.Sea("apps");

        apps.Out.ShouldContain("sea_good");
        File.GetUnixFileMode(world.ServersFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(world.ServersFile)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task ATokenThatDoesNotWork_IsNotKept()
    {
        await using var api = await Server("sea_good");
        using var world = CliWorld.With();
        world.Input = Encoding.UTF8.GetBytes("sea_bad\n");

        var ran = await world.Sea("login", api.Url, "--token-stdin");

        ran.Code.ShouldBe(ExitCodes.Refused);
        ran.Error.ShouldContain("The token is not valid.");
        File.Exists(world.ServersFile).ShouldBeFalse();
    }

    [Fact]
    public async Task SeveralServers_TheLastIsCurrent_AnotherCanBeChosen_AndForgotten()
    {
        await using var one = await Server("sea_one");
        await using var two = await Server("sea_two");
        using var world = CliWorld.With();
        await LogIn(world, one, "sea_one");
        await LogIn(world, two, "sea_two");

        (await world.Sea("apps")).Out.ShouldContain("sea_two");
        (await world.Sea("apps", "--server", one.Url)).Out.ShouldContain("sea_one");
        var list = (await world.Sea("login", "--list")).Out;
        list.ShouldContain(one.Url);
        list.ShouldContain($"*  {two.Url}");
        list.ShouldNotContain("sea_one");
        (await world.Sea("login", one.Url, "--use")).Code.ShouldBe(0);
        (await world.Sea("apps")).Out.ShouldContain("sea_one");
        (await world.Sea("logout")).Code.ShouldBe(0);
        (await world.Sea("apps")).Out.ShouldContain("sea_two");
        (await world.Sea("logout", "--all")).Code.ShouldBe(0);
        (await world.Sea("apps")).Error.ShouldContain("sea login URL");
        (await File.ReadAllTextAsync(world.ServersFile, TestContext.Current.CancellationToken)).ShouldNotContain("sea_");
    }

    [Fact]
    public async Task TheEnvironment_GoesBeforeTheLogin_AndAnOptionBeforeBoth()
    {
        await using var one = await Server("sea_one");
        await using var two = await Server("sea_two");
        using var world = CliWorld.With();
        await LogIn(world, one, "sea_one");
        (world.Variables["SEAWORTHY_URL"], world.Variables["SEAWORTHY_TOKEN"]) = (two.Url, "sea_two");

        (await world.Sea("apps")).Out.ShouldContain("sea_two");
        world.Variables["SEAWORTHY_TOKEN"] = "";
        (await world.Sea("--server", one.Url, "apps")).Out.ShouldContain("sea_one");
    }

    [Fact]
    public async Task WithoutATerminal_TheTokenIsNotAskedFor()
    {
        using var world = CliWorld.With();

        var ran = await world.Sea("login", "http://localhost:1");

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain("--token-stdin");
    }

    [Theory]
    [InlineData("deploy.example.com", "https://deploy.example.com/")]
    [InlineData("localhost:8080", "http://localhost:8080/")]
    [InlineData("http://10.0.0.1:8080/", "http://10.0.0.1:8080/")]
    [InlineData("https://example.com/sea/", "https://example.com/sea/")]
    public void AnAddress_IsReadAsPeopleWriteIt(string text, string url) => Cli.Connection.Servers.ParseUrl(text).ToString().ShouldBe(url);

    [Theory]
    [InlineData("ftp://example.com")]
    [InlineData("https://user:password@example.com")]
    [InlineData("http://")]
    public void NoAddressOfAServer_IsRefused(string text) => Should.Throw<UsageException>(() => Cli.Connection.Servers.ParseUrl(text));

    private static async Task LogIn(CliWorld world, FakeApi api, string token)
    {
        world.Input = Encoding.UTF8.GetBytes(token);
        (await world.Sea("login", api.Url, "--token-stdin")).Code.ShouldBe(0);
    }
}
