using System.Net;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>On a server of its own: all tests share one address.</summary>
public sealed class GuessingTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guessing_is_slowed_down_but_a_valid_token_passes()
    {
        var valid = await server.TokenAsync(Role.Viewer, Cancel);
        using var guesser = server.Client("sea_guess");
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess <= 20; guess++)
            statuses.Add((await guesser.GetAsync("/api/v1/apps", Cancel)).StatusCode);

        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        statuses[0].ShouldBe(HttpStatusCode.Unauthorized);
        using var client = server.Client(valid);
        (await client.GetAsync("/api/v1/apps", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
