using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Control;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Forwarding;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Listening;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.State;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge;

/// <summary>The whole edge, put together in the order in which a request takes its way through it.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly IReadOnlyList<Entrance> entrances;
    private readonly Predecessor? predecessor;
    private readonly ControlSocketFile controlSocket;
    private readonly string? readyFile;
    private readonly Office office;
    private readonly Leaving leaving = new();
    private readonly KestrelServer visitors;
    private readonly KestrelServer control;
    private readonly Deadlines deadlines;
    private readonly TableFile tableFile;
    private readonly CancellationTokenSource stopping = new();
    private readonly EdgeLimits limits;
    private readonly ILogger log;

    private EdgeProcess(EdgeOptions options, IReadOnlyList<Entrance> entrances, Predecessor? predecessor, EdgeLimits limits, TimeProvider clock, ILoggerFactory logs)
    {
        this.entrances = entrances;
        this.predecessor = predecessor;
        controlSocket = new ControlSocketFile(options);
        readyFile = options.ReadyFile;
        this.limits = limits;
        log = logs.CreateLogger("Seaworthy.Edge");
        visitors = Listener.ForVisitors(entrances, limits, logs);
        control = Listener.ForControl(controlSocket.Own, logs);
        var ticker = new Ticker(clock);
        deadlines = new Deadlines(ticker, limits.Sweep);
        office = new Office(ticker);
        var upstream = new Upstream(limits, ticker, deadlines, leaving, stopping.Token);
        tableFile = new TableFile(options.TableFile, clock);
        Tables = new LiveTable();
        Targets = new LiveTargets(limits);
        Counts = new CountsByApp();
        Updates = new TableUpdates(Tables, new TableCompiler(Targets, Counts, upstream), tableFile, Targets, Counts, office, log);
        var proxies = new TrustedProxies(options.TrustedProxies);
        Visitors = new VisitorRequests(Tables, new Forwarder(upstream, log), proxies, new HttpsRedirect(proxies, options.HttpsPort), leaving, ticker, limits);
        Control = new ControlRequests(Updates, Tables, Targets, Counts, office, controlSocket, predecessor, clock, log);
    }

    /// <summary>The TCP port for visitors.</summary>
    public int Port { get; private init; }

    /// <summary>Completes when another process has taken over; then call <see cref="LeaveAsync"/>.</summary>
    public Task HandedOver => office.Retired;

    private LiveTable Tables { get; }

    private LiveTargets Targets { get; }

    private CountsByApp Counts { get; }

    private TableUpdates Updates { get; }

    private VisitorRequests Visitors { get; }

    private ControlRequests Control { get; }

    /// <summary>
    /// When this returns, visitors are answered from the kept table, and the control socket listens. An edge that runs already and whose
    /// listening sockets we share has stepped down: we accept first, then it stops to.
    /// </summary>
    public static async Task<EdgeProcess> StartAsync(EdgeOptions options, EdgeLimits limits, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(options.RunDirectory, ownerOnly);
        File.SetUnixFileMode(options.RunDirectory, ownerOnly);
        // Where it exists, it was made for Caddy's group too.
        Directory.CreateDirectory(options.FrontDirectory, ownerOnly);
        var shares = options.Inherited.Count > 0;
        if (!shares)
        {
            SocketFile.Free(options.ControlSocket);
            SocketFile.Free(options.CaddySocket);
        }
        var predecessor = shares ? await Predecessor.MeetAsync(options.ControlSocket, cancellationToken) : null;
        var sockets = Listener.Sockets(options.Inherited, logs);
        Entrance[] entrances =
        [
            await Entrance.OpenAsync(sockets, new IPEndPoint(IPAddress.IPv6Any, options.HttpPort), limits, cancellationToken),
            await Entrance.OpenAsync(sockets, new UnixDomainSocketEndPoint(options.CaddySocket), limits, cancellationToken),
        ];
        var edge = new EdgeProcess(options, entrances, predecessor, limits, clock, logs) { Port = ((IPEndPoint)entrances[0].Address).Port };
        await edge.ServeAsync(options, shares, cancellationToken);
        return edge;
    }

    private async Task ServeAsync(EdgeOptions options, bool shares, CancellationToken cancellationToken)
    {
        Updates.Restore();
        File.Delete(controlSocket.Own);
        await control.StartAsync(new Application(Control.HandleAsync), cancellationToken);
        File.SetUnixFileMode(controlSocket.Own, SocketFile.OwnerOnly);
        await visitors.StartAsync(new Application(Visitors.HandleAsync), cancellationToken);
        if (!shares)
            File.SetUnixFileMode(options.CaddySocket, SocketFile.Everybody);
        foreach (var entrance in entrances)
            entrance.Start();
        if (predecessor is not null)
        {
            log.TakingOver(options.ControlSocket);
            if (!await predecessor.RetireAsync(cancellationToken))
                throw new InvalidOperationException("It took too long to take over: the edge before this one goes on.");
        }
        controlSocket.Publish();
        log.Listening(Port, options.CaddySocket, options.ControlSocket, Tables.Current.Version);
        if (readyFile is { Length: > 0 })
            await File.WriteAllTextAsync(readyFile, "", cancellationToken);
    }

    /// <summary>
    /// Ends after a hand-over: accepts nobody any more, and goes on with everybody inside, sockets and event streams included. A client that
    /// keeps its connection is told with its next answer to make a new one; it is not cut off while it may be sending a request.
    /// </summary>
    /// <param name="stop">The time is over sooner: what is under way gets as long as when the edge stops.</param>
    public async Task LeaveAsync(CancellationToken stop, CancellationToken atOnce)
    {
        log.HandedOver(limits.HandedOver);
        if (readyFile is { Length: > 0 })
            await File.WriteAllTextAsync(readyFile + ".left", "", CancellationToken.None);
        leaving.Ask();
        foreach (var entrance in entrances)
            await entrance.StopAcceptingAsync();
        foreach (var entrance in entrances)
            entrance.AskToLeave();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(limits.HandedOver);
        await Until(() => entrances.All(entrance => entrance.Open == 0) && predecessor is not { HasEnded: false }, limit.Token);
        var heard = Control.Heard;
        using var toBeHeard = CancellationTokenSource.CreateLinkedTokenSource(stop);
        toBeHeard.CancelAfter(TimeSpan.FromSeconds(3));
        // One that had begun before the last request ended may not tell all.
        await Until(() => Control.Heard >= heard + 2, toBeHeard.Token);
        await StopAsync(atOnce);
    }

    private static async Task Until(Func<bool> condition, CancellationToken limit)
    {
        while (!condition() && !limit.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        controlSocket.Withdraw();
        log.Stopped();
    }

    public ValueTask DisposeAsync()
    {
        visitors.Dispose();
        control.Dispose();
        deadlines.Dispose();
        tableFile.Dispose();
        stopping.Dispose();
        predecessor?.Dispose();
        return ValueTask.CompletedTask;
    }
}
