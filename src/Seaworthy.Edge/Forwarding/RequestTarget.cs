using Microsoft.AspNetCore.Http.Features;

namespace Seaworthy.Edge.Forwarding;

/// <summary>The path and query of a request, exactly as the client wrote them.</summary>
internal static class RequestTarget
{
    /// <summary><c>/a%2Fb?c</c> and <c>*</c> stay as they are; <c>http://host/a?b</c>, whose host the listener has compared with Host, becomes <c>/a?b</c>.</summary>
    public static string ForOrigin(HttpContext http)
    {
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (raw is ['/', ..] or "*")
            return raw;
        var authority = raw.IndexOf("://", StringComparison.Ordinal) + 3;
        var rest = raw.AsSpan(authority).IndexOfAny('/', '?');
        return rest < 0 ? "/" : raw[authority + rest] == '/' ? raw[(authority + rest)..] : $"/{raw[(authority + rest)..]}";
    }
}
