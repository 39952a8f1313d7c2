using Microsoft.AspNetCore.Http.Features;
using Seaworthy.Edge.Counting;

namespace Seaworthy.Edge.Forwarding;

/// <summary>A client's request made ready for sending: its head as bytes, its body still with the client.</summary>
internal sealed class ForwardedRequest : IDisposable
{
    private ForwardedRequest(HttpContext http, AppCounts counts)
    {
        Http = http;
        Counts = counts;
        Body = new RequestBody(http, counts);
        // A client could change to cleartext HTTP/2 and then speak to the app past every rule of ours.
        IsUpgrade = http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && http.Request.Headers.Upgrade is [{ } protocol] && !protocol.Contains("h2c", StringComparison.OrdinalIgnoreCase);
    }

    public HttpContext Http { get; }

    public AppCounts Counts { get; }

    public RequestBody Body { get; }

    public bool IsUpgrade { get; }

    /// <summary>The head, and the body with it if that is small and has arrived.</summary>
    public SendBuffer Head { get; } = new(8 * 1024);

    /// <summary>The client may know which instance answers.</summary>
    public required bool IsProbe { get; init; }

    /// <summary>When it arrived, in <see cref="Ticker"/> ticks.</summary>
    public required long Began { get; init; }

    /// <returns>Null if the request must be refused.</returns>
    public static ForwardedRequest? Prepare(HttpContext http, AppCounts counts, TrustedProxies proxies, bool isProbe, long began)
    {
        var request = new ForwardedRequest(http, counts) { IsProbe = isProbe, Began = began };
        if (!RequestHead.TryWrite(request.Head, http, request.Body, request.IsUpgrade, proxies.Trust(http.Connection.RemoteIpAddress)))
        {
            request.Dispose();
            return null;
        }
        request.Body.AddIfHere(request.Head);
        return request;
    }

    public void Dispose() => Head.Dispose();
}
