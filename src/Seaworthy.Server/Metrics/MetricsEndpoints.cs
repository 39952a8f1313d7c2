using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api.OpenApi;

namespace Seaworthy.Server.Metrics;

/// <summary>
/// Counts for monitors: with a token those of its organization; without one, from this machine itself, everything, so that a
/// Prometheus beside the server needs no secret.
/// </summary>
public static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", MetricsAsync).WithTags("metrics").WithSummary("Read counts and times as Prometheus reads them.")
            .AnswersText("text/plain", "# HELP seaworthy_builds_active Builds that are running.\n# TYPE seaworthy_builds_active gauge\nseaworthy_builds_active 1\n")
            .Require(Permission.StatsRead).OrFromThisMachine();
        routes.MapGet("/api/v1/stats", StatsAsync).WithTags("metrics").WithSummary("Read the same counts and times as JSON.").Produces<StatsShape>()
            .Require(Permission.StatsRead).OrFromThisMachine();
    }

    private static async Task<IResult> MetricsAsync(ReadStats stats, HttpContext http, CancellationToken ct) =>
        Results.Text(StatsText.Write(await stats.ReadAsync(http.Features.Get<Actor>()?.Organization, ct)), PrometheusText.ContentType);

    private static async Task<IResult> StatsAsync(ReadStats stats, HttpContext http, CancellationToken ct) =>
        Results.Ok(await stats.ReadAsync(http.Features.Get<Actor>()?.Organization, ct));
}
