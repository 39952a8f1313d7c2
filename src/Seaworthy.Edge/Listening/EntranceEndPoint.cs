using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Seaworthy.Edge.Listening;

/// <summary>Where Kestrel finds the connections of one protocol that came in by an <see cref="Entrance"/>.</summary>
internal sealed class EntranceEndPoint(ChannelReader<ConnectionContext> connections, string name) : EndPoint
{
    public ChannelReader<ConnectionContext> Connections => connections;

    public override string ToString() => name;
}

/// <summary>What Kestrel takes for a transport.</summary>
internal sealed class EntranceListeners : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Listener((EntranceEndPoint)endpoint));

    private sealed class Listener(EntranceEndPoint endpoint) : IConnectionListener
    {
        private readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await endpoint.Connections.ReadAsync(unbound.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                return null;
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default) => await unbound.CancelAsync();

        public ValueTask DisposeAsync()
        {
            unbound.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
