using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Platform.Hosting;

public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Ok(new { status = "healthy" })).AllowEveryone("tells only that the process lives");
        routes.MapGet("/ready", () => Results.Ok(new { status = "ready" })).AllowEveryone("tells only whether the server is ready");
    }
}
