using System.Net;

namespace Seaworthy.Server.Tests.Api;

/// <summary>Visitors of SERVER_DOMAIN come through the edge, which connects from this machine and names them.</summary>
public sealed class VisitorsOfTheEdgeTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_visitor_is_known_by_their_own_address()
    {
        HttpStatusCode last = default;
        for (var guess = 0; guess <= 20; guess++)
            last = await GuessAsync("203.0.113.1");

        last.ShouldBe(HttpStatusCode.TooManyRequests);
        (await GuessAsync("203.0.113.2")).ShouldBe(HttpStatusCode.Unauthorized, "another visitor has not guessed");
        // What a visitor claims stands before what the edge adds.
        (await GuessAsync("203.0.113.2, 203.0.113.1")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<HttpStatusCode> GuessAsync(string forwardedFor)
    {
        using var guesser = server.Client("sea_guess");
        guesser.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        using var answer = await guesser.GetAsync("/api/v1/apps", Cancel);
        return answer.StatusCode;
    }
}
