using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Tests.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>A world in which one thing happens after another, told without chance.</summary>
internal sealed class Story
{
    private const int MostLooks = 2000;
    private static readonly ReleaseProcess[] All = [Processes.Web(), Processes.Worker(), Processes.Web("db").StopFirst(), Processes.Command(), Processes.Command("pre-deploy"), Processes.PostDeploy()];
    private readonly Dictionary<string, int> begun = [];

    public Story()
    {
        World = new SimulatedWorld(seed: 1);
        Server = new SimulatedServer(World);
        User = new SimulatedUser(World);
    }

    public SimulatedWorld World { get; }

    public SimulatedServer Server { get; }

    public SimulatedUser User { get; }

    /// <summary>How many faults have come to it.</summary>
    public int Struck { get; set; }

    /// <summary>The release that serves; null if none does.</summary>
    public string? Serving => World.Store.Serving.DistinctBy(serving => serving.Rollout).Select(serving => World.Store.Releases[serving.Release].Name).SingleOrDefault();

    public void Began(Step step) => begun[step.GetType().Name] = Times(step.GetType().Name) + 1;

    /// <summary>How often a step of this kind was begun.</summary>
    public int Times(string kind) => begun.GetValueOrDefault(kind);

    public void Deploy(string name, Behaviour web) =>
        User.Deploy(RandomReleases.Of(name, All, process => process.Name == "web" ? web : Behaviour.Good));

    /// <summary>A release of a web process alone.</summary>
    public void DeployWeb(string name, Behaviour web) => User.Deploy(RandomReleases.Of(name, [Processes.Web()], _ => web));

    public void Rest() => Simulation.Rest.Reach(World, Server, User);

    /// <summary>Lives on until something is so.</summary>
    public void Until(Func<SimulatedStore, bool> so, string what)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (so(World.Store))
                return;
            User.NextRollout();
            var next = Server.Look() ?? World.Now + Timing.Poll;
            World.Advance(next > World.Now ? next - World.Now : TimeSpan.FromMilliseconds(50));
        }
        Invariants.Broken("L1", $"it never came that {what}");
    }
}
