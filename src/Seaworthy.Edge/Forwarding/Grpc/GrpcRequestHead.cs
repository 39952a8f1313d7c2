namespace Seaworthy.Edge.Forwarding.Grpc;

/// <summary>A call's headers, as an instance gets them over HTTP/2.</summary>
internal static class GrpcRequestHead
{
    /// <returns>Null if a header's name is none: the call must be refused.</returns>
    public static HttpRequestMessage? Make(HttpContext http, HttpContent body, bool trusted)
    {
        var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri($"http://instance{RequestTarget.ForOrigin(http)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.TryAddWithoutValidation("Host", http.Request.Headers.Host.ToString());
        foreach (var (name, values) in http.Request.Headers)
        {
            if (!HeaderNames.IsToken(name))
                return null;
            if (HeaderNames.MayBeForwarded(name, trusted) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                body.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        // Without it servers take the caller for one that loses trailers, and refuse.
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        Add(request, ForwardedHeaders.Of(http, trusted));
        return request;
    }

    private static void Add(HttpRequestMessage request, ForwardedHeaders forwarded)
    {
        if (forwarded.For is { } client)
            request.Headers.TryAddWithoutValidation(HeaderNames.ForwardedFor, client);
        request.Headers.TryAddWithoutValidation(HeaderNames.ForwardedProto, forwarded.Proto);
        if (forwarded.Host.Length > 0)
            request.Headers.TryAddWithoutValidation(HeaderNames.ForwardedHost, forwarded.Host);
    }
}
