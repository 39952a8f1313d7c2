using Seaworthy.Edge.Pages;

namespace Seaworthy.Edge.Listening;

/// <summary>
/// Refuses what Kestrel accepts but an app might read differently: that is how one request is smuggled inside another.
/// </summary>
internal static class RequestGuard
{
    /// <returns>Null: the request may go on.</returns>
    public static Page? Refuse(HttpRequest request)
    {
        if (HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method))
            return Page.MethodNotAllowed;
        var encoding = request.Headers.TransferEncoding;
        if (encoding.Count == 0)
            return null;
        // Kestrel renames a Content-Length that came along with Transfer-Encoding.
        if (request.Headers.ContainsKey("X-Content-Length") || !HttpProtocol.IsHttp11(request.Protocol))
            return Page.BadRequest;
        return encoding is [{ } only] && only.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? null : Page.NotImplemented;
    }
}
