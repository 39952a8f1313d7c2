using System.Globalization;

namespace Seaworthy.Edge.Forwarding.Grpc;

/// <summary>What tells a gRPC call from other requests, and what it says of its time.</summary>
internal static class GrpcRequest
{
    public const string ContentType = "application/grpc";

    private const string Timeout = "grpc-timeout";

    /// <summary><c>application/grpc</c> and <c>application/grpc+proto</c> over HTTP/2; gRPC-Web is plain HTTP for us.</summary>
    public static bool Is(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>How long the caller is going to wait: <c>grpc-timeout: 1500m</c> (H, M, S, m, u, n); null if it does not say.</summary>
    public static TimeSpan? TimeoutOf(HttpRequest request)
    {
        if (request.Headers[Timeout] is not [{ Length: >= 2 and <= 9 } text] || !long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(value, 1000)),
            'M' => TimeSpan.FromMinutes(Math.Min(value, 60_000)),
            'S' => TimeSpan.FromSeconds(Math.Min(value, 3_600_000)),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromMicroseconds(value / 1000),
            _ => null,
        };
    }
}
