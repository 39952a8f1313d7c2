using System.Net;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Listening;

/// <summary>
/// What Caddy asks before it loads or fetches a certificate: <c>GET http://127.0.0.1/.well-known/seaworthy/ask?domain=app.example.com</c>.
/// 200: the table leads that host somewhere; 404: it does not, or says that there is no certificate (<see cref="RouteMatch.NoCertificate"/>), and
/// the handshake is refused at once. It is answered here and not by the server, so that HTTPS needs the server no more than HTTP does.
/// Only loopback callers are answered, and no app can be meant: the host asked at is this machine's own.
/// </summary>
internal static class CertificateQuestion
{
    public const string Path = "/.well-known/seaworthy/ask";

    public static bool IsAskedBy(HttpContext http) =>
        http.Request.Path == Path
        && HttpMethods.IsGet(http.Request.Method)
        && http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && HostName.OfHeader(http.Request.Host.Value ?? "") is "127.0.0.1";

    public static void Answer(HttpContext http, CompiledTable table)
    {
        var may = table.MayHaveCertificate(HostName.OfHeader(http.Request.Query["domain"].ToString()));
        http.Response.StatusCode = may ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        http.Response.ContentLength = 0;
    }
}
