using System.Net.Sockets;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// The seam between deciding where a request goes and taking it there. It promises: no request is sent twice. An end of
/// <see cref="ExchangeEnd.Refused"/> or <see cref="ExchangeEnd.ConnectTimedOut"/> means that nothing was sent; after any other
/// the instance may have acted on it.
/// </summary>
internal sealed class Forwarder(Upstream upstream, ILogger log)
{
    public async Task<ExchangeEnd> ForwardAsync(ForwardedRequest request, RoutedTarget target)
    {
        if (target.Pool.TakeIdle() is { } idle && await ExchangeAsync(request, target, idle) is var end and not ExchangeEnd.NotDelivered)
            return end;
        var begun = upstream.Ticker.Now;
        try
        {
            var connection = await target.Pool.ConnectAsync(request.Http.RequestAborted);
            target.Live.Ejection.Connected();
            return await ExchangeAsync(request, target, connection);
        }
        catch (OperationCanceledException)
        {
            return ExchangeEnd.ClientGone;
        }
        catch (SocketException e)
        {
            if (target.Live.Ejection.Failed(begun, upstream.Ticker.Now))
                log.InstanceEjected(target.Instance, target.Pool.Address, e.SocketErrorCode);
            return e.SocketErrorCode == SocketError.TimedOut ? ExchangeEnd.ConnectTimedOut : ExchangeEnd.Refused;
        }
    }

    private Task<ExchangeEnd> ExchangeAsync(ForwardedRequest request, RoutedTarget target, UpstreamConnection connection) =>
        new Exchange(request, target, connection, upstream).RunAsync();
}
