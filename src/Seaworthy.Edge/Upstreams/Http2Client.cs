using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seaworthy.Edge.Upstreams;

/// <summary>
/// HTTP/2 with prior knowledge to one instance. This is .NET's client: it sends a request again only if the instance has said, by
/// GOAWAY or REFUSED_STREAM, that it did not look at it. An <see cref="HttpRequestException"/> with a <see cref="SocketException"/>
/// in it says that there was no connection, and so nothing was sent.
/// </summary>
internal static class Http2Client
{
    public static HttpMessageInvoker To(IPEndPoint address, EdgeLimits limits) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(address, limits, cancellationToken),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        // An instance that has vanished without a word holds its calls no longer than this.
        KeepAlivePingDelay = TimeSpan.FromSeconds(60),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        MaxResponseHeadersLength = limits.ResponseHeadBytes / 1024,
        // Header bytes that are not ASCII go through as they are.
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint address, EdgeLimits limits, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        either.CancelAfter(limits.Connect);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
