namespace Seaworthy.Edge.Forwarding;

/// <summary>A request's first line and headers, as an instance gets them.</summary>
internal static class RequestHead
{
    /// <returns>False if a header's name is none: the request must be refused.</returns>
    public static bool TryWrite(SendBuffer into, HttpContext http, RequestBody body, bool upgrade, bool trusted)
    {
        var request = http.Request;
        var connection = new ConnectionHeader(request.Headers.Connection);
        into.Add(request.Method);
        into.Add(" "u8);
        into.Add(RequestTarget.ForOrigin(http));
        into.Add(" HTTP/1.1\r\nHost: "u8);
        into.Add(request.Headers.Host.ToString());
        into.Add("\r\n"u8);
        foreach (var (name, values) in request.Headers)
        {
            if (!HeaderNames.IsToken(name))
                return false;
            if (!HeaderNames.MayBeForwarded(name, trusted) || connection.Names(name))
                continue;
            foreach (var value in values)
                into.AddHeader(name, value ?? "");
        }
        ForwardedHeaders.Of(http, trusted).Write(into);
        body.WriteFraming(into);
        if (upgrade)
        {
            into.Add("Connection: Upgrade\r\n"u8);
            into.AddHeader("Upgrade", request.Headers.Upgrade.ToString());
        }
        into.Add("\r\n"u8);
        return true;
    }
}
