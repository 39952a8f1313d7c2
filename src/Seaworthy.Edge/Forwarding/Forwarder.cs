using System.Net.Sockets;
using Seaworthy.Edge.Forwarding.Grpc;
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
            return NotConnected(target, begun, e.SocketErrorCode == SocketError.TimedOut ? ExchangeEnd.ConnectTimedOut : ExchangeEnd.Refused);
        }
    }

    public async Task<ExchangeEnd> ForwardAsync(GrpcCall call, RoutedTarget target)
    {
        var begun = upstream.Ticker.Now;
        using var exchange = new GrpcExchange(call, target, upstream);
        var end = await exchange.RunAsync();
        if (end is ExchangeEnd.Refused or ExchangeEnd.ConnectTimedOut)
            return NotConnected(target, begun, end);
        if (end == ExchangeEnd.Answered)
            target.Live.Ejection.Connected();
        return end;
    }

    private ExchangeEnd NotConnected(RoutedTarget target, long begun, ExchangeEnd end)
    {
        if (target.Live.Ejection.Failed(begun, upstream.Ticker.Now))
            log.InstanceEjected(target.Instance, target.Pool.Address, end);
        return end;
    }

    private Task<ExchangeEnd> ExchangeAsync(ForwardedRequest request, RoutedTarget target, UpstreamConnection connection) =>
        new Exchange(request, target, connection, upstream).RunAsync();
}
