namespace Seaworthy.Server.Api;

/// <summary>What kind of request it is.</summary>
internal static class Requests
{
    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/ws");

    /// <summary>A person's browser, who is better served by a page than by JSON.</summary>
    public static bool IsPageVisit(this HttpRequest request) =>
        !request.IsApi() && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static bool IsWebSocket(this HttpRequest request) =>
        request.Headers.Upgrade.Any(value => string.Equals(value, "websocket", StringComparison.OrdinalIgnoreCase));
}
