using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Control;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Forwarding;
using Seaworthy.Edge.Listening;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.State;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge;

/// <summary>The whole edge, put together in the order in which a request takes its way through it.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly IReadOnlyList<Entrance> entrances;
    private readonly KestrelServer visitors;
    private readonly KestrelServer control;
    private readonly Deadlines deadlines;
    private readonly CancellationTokenSource stopping = new();
    private readonly EdgeLimits limits;
    private readonly ILogger log;

    private EdgeProcess(EdgeOptions options, IReadOnlyList<Entrance> entrances, EdgeLimits limits, TimeProvider clock, ILoggerFactory logs)
    {
        this.entrances = entrances;
        this.limits = limits;
        log = logs.CreateLogger("Seaworthy.Edge");
        visitors = Listener.ForVisitors(entrances, limits, logs);
        control = Listener.ForControl(options, logs);
        var ticker = new Ticker(clock);
        deadlines = new Deadlines(ticker, limits.Sweep);
        var upstream = new Upstream(limits, ticker, deadlines, stopping.Token);
        Tables = new LiveTable();
        Targets = new LiveTargets(limits);
        Counts = new CountsByApp();
        Updates = new TableUpdates(Tables, new TableCompiler(Targets, Counts, upstream), new TableFile(options.TableFile, clock), Targets, Counts, log);
        var proxies = new TrustedProxies(options.TrustedProxies);
        Visitors = new VisitorRequests(Tables, new Forwarder(upstream, log), proxies, new HttpsRedirect(proxies, options.HttpsPort), ticker, limits);
        Control = new ControlRequests(Updates, Tables, Targets, Counts, clock, log);
    }

    /// <summary>The TCP port for visitors.</summary>
    public int Port { get; private init; }

    private LiveTable Tables { get; }

    private LiveTargets Targets { get; }

    private CountsByApp Counts { get; }

    private TableUpdates Updates { get; }

    private VisitorRequests Visitors { get; }

    private ControlRequests Control { get; }

    /// <summary>When this returns, visitors are answered from the kept table, and the control socket listens.</summary>
    public static async Task<EdgeProcess> StartAsync(EdgeOptions options, EdgeLimits limits, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(options.RunDirectory, ownerOnly);
        File.SetUnixFileMode(options.RunDirectory, ownerOnly);
        // Where it exists, it was made for Caddy's group too.
        Directory.CreateDirectory(options.FrontDirectory, ownerOnly);
        SocketFile.Free(options.ControlSocket);
        SocketFile.Free(options.CaddySocket);

        var sockets = Listener.Sockets(logs);
        Entrance[] entrances =
        [
            await Entrance.OpenAsync(sockets, new IPEndPoint(IPAddress.IPv6Any, options.HttpPort), limits, cancellationToken),
            await Entrance.OpenAsync(sockets, new UnixDomainSocketEndPoint(options.CaddySocket), limits, cancellationToken),
        ];
        var edge = new EdgeProcess(options, entrances, limits, clock, logs) { Port = ((IPEndPoint)entrances[0].Address).Port };
        edge.Updates.Restore();
        await edge.control.StartAsync(new Application(edge.Control.HandleAsync), cancellationToken);
        await edge.visitors.StartAsync(new Application(edge.Visitors.HandleAsync), cancellationToken);
        File.SetUnixFileMode(options.ControlSocket, SocketFile.OwnerOnly);
        File.SetUnixFileMode(options.CaddySocket, SocketFile.Everybody);
        foreach (var entrance in entrances)
            entrance.Start();
        edge.log.Listening(edge.Port, options.CaddySocket, options.ControlSocket, edge.Tables.Current.Version);
        return edge;
    }

    /// <summary>Takes no new connections, lets what is under way come to its end, except sockets and event streams, and closes what is left after <see cref="EdgeLimits.Drain"/>.</summary>
    public async Task StopAsync(CancellationToken atOnce)
    {
        log.Stopping(limits.Drain);
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(atOnce);
        drained.CancelAfter(limits.Drain);
        foreach (var entrance in entrances)
            await entrance.DisposeAsync();
        var visitorsStopped = visitors.StopAsync(drained.Token);
        await stopping.CancelAsync();
        await visitorsStopped;
        await control.StopAsync(drained.Token);
        log.Stopped();
    }

    public ValueTask DisposeAsync()
    {
        visitors.Dispose();
        control.Dispose();
        deadlines.Dispose();
        stopping.Dispose();
        return ValueTask.CompletedTask;
    }
}
