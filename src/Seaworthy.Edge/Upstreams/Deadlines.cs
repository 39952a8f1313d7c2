using System.Collections.Concurrent;

namespace Seaworthy.Edge.Upstreams;

/// <summary>
/// Closes connections whose time is over. One timer looks at all of them, so that a deadline costs a request one write to
/// memory instead of a timer of its own.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    private readonly ConcurrentDictionary<UpstreamConnection, byte> connections = new();
    private readonly Ticker ticker;
    private readonly ITimer timer;

    public Deadlines(Ticker ticker, TimeSpan interval)
    {
        this.ticker = ticker;
        timer = ticker.Clock.CreateTimer(static state => ((Deadlines)state!).Sweep(), this, interval, interval);
    }

    public void Watch(UpstreamConnection connection) => connections.TryAdd(connection, 0);

    public void Forget(UpstreamConnection connection) => connections.TryRemove(connection, out _);

    public void Dispose() => timer.Dispose();

    private void Sweep()
    {
        var now = ticker.Now;
        foreach (var (connection, _) in connections)
            connection.ExpireIfDue(now);
    }
}
