using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Api;

/// <summary>
/// <c>/health</c>: the process lives. <c>/health/docker</c>: the engine answers. <c>/ready</c>: everything that the server needs is
/// there. Strangers hear only the names of what is missing; the local administrator hears the reasons too.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("health").AllowEveryone("tells only what works, for load balancers and monitors");
        health.MapGet("/health", Live).WithSummary("Tell that the server runs.");
        health.MapGet("/health/docker", DockerAsync).WithSummary("Tell whether the Docker Engine answers.").Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/ready", ReadyAsync).WithSummary("Tell whether everything is there that the server needs.").Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static Ok<HealthView> Live(TimeProvider time) => TypedResults.Ok(View("healthy", time, null));

    private static async Task<JsonHttpResult<HealthView>> DockerAsync(Readiness readiness, TimeProvider time, CancellationToken ct)
    {
        var (known, fault) = await readiness.CheckAsync("docker", ct);
        return Answer(known && fault is null, "healthy", "unhealthy", time, null);
    }

    private static async Task<JsonHttpResult<HealthView>> ReadyAsync(Readiness readiness, TimeProvider time, HttpContext context, CancellationToken ct)
    {
        var checks = await readiness.CheckAsync(ct);
        var mayKnow = context.Features.Get<Actor>() is { IsLocalRoot: true };
        var words = checks.ToDictionary(check => check.Key, check => check.Value is null ? "ok" : mayKnow ? check.Value : "failed");
        return Answer(checks.Values.All(fault => fault is null), "ready", "not ready", time, words);
    }

    private static JsonHttpResult<HealthView> Answer(bool good, string yes, string no, TimeProvider time, IReadOnlyDictionary<string, string>? checks) =>
        TypedResults.Json(View(good ? yes : no, time, checks), statusCode: good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static HealthView View(string status, TimeProvider time, IReadOnlyDictionary<string, string>? checks)
    {
        var now = time.GetUtcNow();
        using var self = Process.GetCurrentProcess();
        return new HealthView(status, now, Uptime(now - self.StartTime.ToUniversalTime()), checks);
    }

    /// <summary>As NanoPaaS writes it: <c>26h3m9s</c>.</summary>
    private static string Uptime(TimeSpan up) =>
        up < TimeSpan.Zero ? "0s" : up.TotalHours >= 1 ? $"{(long)up.TotalHours}h{up.Minutes}m{up.Seconds}s" : up.TotalMinutes >= 1 ? $"{up.Minutes}m{up.Seconds}s" : $"{up.Seconds}s";
}

/// <param name="Uptime">Such as 26h3m9s.</param>
/// <param name="Checks">By name: ok, failed or the reason.</param>
public sealed record HealthView(
    string Status, DateTimeOffset Timestamp, string Uptime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Checks);
