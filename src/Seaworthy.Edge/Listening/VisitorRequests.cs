using Microsoft.AspNetCore.Http.Features;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Forwarding;
using Seaworthy.Edge.Forwarding.Grpc;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Pages;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Listening;

/// <summary>What happens to every request from outside: look up, claim an instance, forward, and try another one if it could not be sent.</summary>
internal sealed class VisitorRequests(LiveTable tables, Forwarder forwarder, TrustedProxies proxies, HttpsRedirect https, Leaving leaving, Ticker ticker, EdgeLimits limits)
{
    private static readonly List<LiveTarget> NoneTried = [];

    public async Task HandleAsync(HttpContext http)
    {
        if (leaving.IsAsked && http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            Leaving.Tell(http.Response);
        if (RequestGuard.Refuse(http.Request) is { } refusal)
        {
            await PageWriter.WriteAsync(http, refusal, app: null, close: true);
            return;
        }
        var began = ticker.Now;
        var (host, path) = (http.Request.Host.Value ?? "", http.Request.Path.Value ?? "");
        var encrypted = https.CameEncrypted(http);
        var tried = NoneTried;
        var end = ExchangeEnd.Refused;
        ForwardedRequest? request = null;
        try
        {
            while (true)
            {
                using var claim = Claim.Take(tables, host, path, encrypted, tried, ticker.Now);
                if (claim.Route is null)
                {
                    if (CertificateQuestion.IsAskedBy(http))
                    {
                        CertificateQuestion.Answer(http, claim.Table);
                        return;
                    }
                    await PageWriter.WriteAsync(http, Page.NoSuchApp, app: null, close: false);
                    return;
                }
                if (claim.Route.EncryptedOnly && !encrypted)
                {
                    claim.Route.Counts.Answered(StatusCodes.Status308PermanentRedirect);
                    https.Answer(http);
                    return;
                }
                if (claim.Target is null)
                {
                    await AnswerAsync(http, claim.Route, tried.Count == 0 ? Page.Of(claim.Route.State) : Page.Of(end));
                    return;
                }
                if (GrpcRequest.Is(http.Request))
                    end = await forwarder.ForwardAsync(new GrpcCall(http, claim.Route.Counts, proxies.Trust(http.Connection.RemoteIpAddress), IsProbe(http, claim.Table), began), claim.Target);
                else
                {
                    request ??= ForwardedRequest.Prepare(http, claim.Route.Counts, proxies, IsProbe(http, claim.Table), began);
                    end = request is null ? ExchangeEnd.BadRequest : await forwarder.ForwardAsync(request, claim.Target);
                }
                if (end is not (ExchangeEnd.Refused or ExchangeEnd.ConnectTimedOut) || tried.Count + 1 == limits.ConnectTries)
                {
                    await AnswerAsync(http, claim.Route, Page.Of(end));
                    return;
                }
                tried = [.. tried, claim.Target.Live];
            }
        }
        finally
        {
            request?.Dispose();
        }
    }

    private static bool IsProbe(HttpContext http, CompiledTable table) => table.ProbeToken.Matches(http.Request.Headers[HeaderNames.Probe]);

    private static async Task AnswerAsync(HttpContext http, Route route, Page? page)
    {
        if (page is null)
            return;
        route.Counts.Answered(page.Status);
        await PageWriter.WriteAsync(http, page, route.Name, close: page.Status is 400 or 408);
    }
}
