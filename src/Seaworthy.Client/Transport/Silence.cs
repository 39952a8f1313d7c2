using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Client.Transport;

/// <summary>Why there was no answer, in plain words, and what follows from it.</summary>
/// <param name="WasSent">False: the request never reached the server, so that it may be sent again, whatever it is.</param>
/// <param name="MayPass">True: a server that restarts looks like this.</param>
internal sealed record Silence(string Why, bool WasSent, bool MayPass)
{
    public static Silence From(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new("its name is not known", WasSent: false, MayPass: false),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
            $"no secure connection could be made ({(failure.InnerException ?? failure).Message})", WasSent: false, MayPass: false),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException reason } => new(Words(reason), WasSent: false, MayPass: true),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new("no connection could be made", WasSent: false, MayPass: true),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new("the proxy refused the way to it", WasSent: false, MayPass: false),
        _ when Socket(failure) is { } reason => new(Words(reason), WasSent: true, MayPass: true),
        HttpRequestException or IOException => new("the connection was closed before the answer", WasSent: true, MayPass: true),
        _ => new(failure.Message, WasSent: true, MayPass: false),
    };

    public static bool Is(Exception failure) => failure is HttpRequestException or IOException or SocketException;

    public static bool IsAway(HttpStatusCode status) => status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static SocketException? Socket(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException found)
                return found;
        }
        return null;
    }

    private static string Words(SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.TimedOut => "no answer in time",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to it",
        SocketError.AccessDenied => "access denied",
        // What a Unix socket that is not there looks like.
        SocketError.AddressNotAvailable => "nobody listens there",
        _ => reason.Message,
    };
}
