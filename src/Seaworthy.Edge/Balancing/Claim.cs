using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Balancing;

/// <summary>
/// A request's hold on an instance: while it lasts, the instance counts it as in flight. A claim is good only if the table was
/// still serving after the count had gone up; so once a table has been swapped, its targets get no new requests, and whoever
/// reads their counts sees every old one.
/// </summary>
internal readonly struct Claim : IDisposable
{
    private Claim(CompiledTable table, Route? route, RoutedTarget? target)
    {
        Table = table;
        Route = route;
        Target = target;
    }

    public CompiledTable Table { get; }

    /// <summary>Null: no app answers at this host and path.</summary>
    public Route? Route { get; }

    /// <summary>Null: the app has no instance, or none that was not tried yet.</summary>
    public RoutedTarget? Target { get; }

    /// <param name="host">As in the Host header.</param>
    /// <param name="encrypted">The request came encrypted; one that did not claims nothing where that is demanded.</param>
    /// <param name="tried">See <see cref="LeastRequests.Choose"/>.</param>
    public static Claim Take(LiveTable tables, string host, string path, bool encrypted, IReadOnlyList<LiveTarget> tried, long now)
    {
        while (true)
        {
            var table = tables.Current;
            var route = table.Find(HostName.OfHeader(host), path);
            var target = route is null || route.EncryptedOnly && !encrypted ? null : LeastRequests.Choose(route.Targets, tried, now);
            if (target is null)
                return new Claim(table, route, null);
            target.Live.Enter();
            if (ReferenceEquals(tables.Current, table))
                return new Claim(table, route, target);
            target.Live.Leave();
        }
    }

    public void Dispose() => Target?.Live.Leave();
}
