using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Client;
using Seaworthy.Client.Access;
using Seaworthy.Client.Apps;
using Seaworthy.Client.Machine;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Tests.Client;

public sealed class SeaworthyClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateToken_SendsTheContractsNames_AndReadsTheToken()
    {
        JsonElement sent = default;
        await using var server = await FakeServer.StartAsync(app => app.MapPost("/api/v1/tokens", (JsonElement body) =>
        {
            sent = body;
            return Results.Json(new { id = Guid.NewGuid(), name = "demo", token = "sea_secret", expires_at = (string?)null }, statusCode: 201);
        }), Cancellation);
        using var client = LocalServer.Client(server.Home);

        var token = await client.Tokens.Create(new NewToken("demo", null, 30)).SendAsync(Cancellation);

        token.Secret.ShouldBe("sea_secret");
        sent.ToString().ShouldBe("""{"name":"demo","expires_in_days":30}""");
    }

    [Fact]
    public async Task CreateSetupLink_AnAdministratorExists_IsNull()
    {
        await using var server = await FakeServer.StartAsync(app => app.MapPost("/api/v1/setup-links", () => Results.Conflict()), Cancellation);
        using var client = LocalServer.Client(server.Home);

        (await client.Server.CreateSetupLinkAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task AnyRequest_Refused_TellsTheServersOwnWords()
    {
        await using var server = await FakeServer.StartAsync(app => app.MapPost("/api/v1/apps", () =>
            Results.Json(new { title = "Conflict", status = 409, detail = "The slug 'hello' is taken. Choose another one." }, statusCode: 409)), Cancellation);
        using var client = LocalServer.Client(server.Home);

        (await Should.ThrowAsync<ApiException>(() => client.Apps.Create(new NewApp("hello", "hello")).SendAsync(Cancellation)))
            .Message.ShouldBe("The server refused POST /api/v1/apps (409): The slug 'hello' is taken. Choose another one.");
    }

    [Fact]
    public async Task Ready_TellsWhetherAndWhyNot()
    {
        await using var server = await FakeServer.StartAsync(app => app.MapGet("/ready", () =>
            Results.Json(new { status = "starting", checks = new { database = "migrating" } }, statusCode: 503)), Cancellation);
        using var client = LocalServer.Client(server.Home);

        (await client.Server.ReadyAsync(Cancellation)).ShouldBe(new Readiness(false, """{"status":"starting","checks":{"database":"migrating"}}"""));
    }

    [Fact]
    public async Task NobodyListens_ReadyIsNull_AndRequestsSaySo()
    {
        using var client = LocalServer.Client(new SeaworthyHome("/nonexistent"));

        (await client.Server.ReadyAsync(Cancellation)).ShouldBeNull();
        (await Should.ThrowAsync<ApiException>(() => client.Apps.List().SendAsync(Cancellation))).IsUnreachable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("queued", false, false)]
    [InlineData("switching", false, false)]
    [InlineData("live", true, false)]
    [InlineData("succeeded", true, false)]
    [InlineData("failed", false, true)]
    [InlineData("superseded", false, true)]
    public async Task GetDeployment_ReadsHowFarItIs(string status, bool isServing, bool hasFailed)
    {
        var id = Guid.NewGuid();
        await using var server = await FakeServer.StartAsync(
            app => app.MapGet($"/api/v1/deployments/{id}", () => Results.Json(new { id, number = 3, status, reason = (string?)null, log_tail = "x", url = "http://hello.localhost" })), Cancellation);
        using var client = LocalServer.Client(server.Home);

        var deployment = await client.Deployments.Get(id).SendAsync(Cancellation);

        (deployment.IsServing, deployment.HasFailed, deployment.Number, deployment.LogTail).ShouldBe((isServing, hasFailed, 3, "x"));
    }
}
