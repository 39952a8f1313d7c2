using System.Diagnostics;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Torture;

/// <summary>Does what a fault names to a world, and puts everything on its feet again.</summary>
public sealed class FaultMaker(World world, Stopwatch clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Installation Installation => world.Installation;

    private OwnEngine Engine => (OwnEngine)Installation.Engine;

    /// <summary>From when until when the clock showed no edge, which a visitor may notice.</summary>
    public (TimeSpan From, TimeSpan To)? EdgeAway { get; private set; }

    public async Task Make(Fault fault, CancellationToken cancel)
    {
        EdgeAway = null;
        switch (fault)
        {
            case Fault.None:
                break;
            case Fault.KillServer:
                await Installation.KillServer(cancel);
                Installation.StartServer();
                break;
            case Fault.RestartServer:
                await Installation.StopServer(cancel);
                Installation.StartServer();
                break;
            case Fault.KillServerTwice:
                await Installation.KillServer(cancel);
                Installation.StartServer();
                await Installation.BecomesReady(cancel);
                await Installation.KillServer(cancel);
                Installation.StartServer();
                break;
            case Fault.KillEdge:
                await ReplaceEdge(cancel);
                break;
            case Fault.KillDatabase:
                Installation.Database.Kill();
                await Installation.StartDatabase(cancel);
                await Installation.ServerRunsAgain(cancel);
                break;
            case Fault.KillEngine:
                await Engine.Kill(cancel);
                await Engine.Start(cancel);
                break;
            case Fault.KillEverything:
                await Installation.KillServer(cancel);
                Installation.Database.Kill();
                await Engine.Kill(cancel);
                await ReplaceEdge(cancel);
                await Engine.Start(cancel);
                await Installation.StartDatabase(cancel);
                Installation.StartServer();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
        await Installation.BecomesReady(cancel);
    }

    private async Task ReplaceEdge(CancellationToken cancel)
    {
        var from = clock.Elapsed;
        await Installation.KillEdge(cancel);
        Installation.StartEdge();
        await Eventually.Passes(
            async token =>
            {
                using var connection = await Rig.Load.HttpExchange.Connect(Installation.Edge, token);
            },
            Patience, "the edge listens", cancel);
        EdgeAway = (from, clock.Elapsed);
    }
}
