using Seaworthy.Server.Releases;
using Seaworthy.Server.Tests.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>Releases of all shapes: with and without a web process, a worker, a database that stops first, a release command.</summary>
internal static class RandomReleases
{
    public static SimulatedRelease Next(Random random, int number)
    {
        var processes = new List<ReleaseProcess>();
        if (random.Next(10) > 0)
            processes.Add(random.Next(6) == 0 ? Processes.Web().StopFirst() : Processes.Web());
        if (processes.Count == 0 || random.Next(4) == 0)
            processes.Add(Processes.Worker());
        if (random.Next(6) == 0)
            processes.Add(Processes.Web("db").StopFirst());
        if (random.Next(4) == 0)
            processes.Add(Processes.Command());
        if (random.Next(6) == 0)
            processes.Add(Processes.Command("pre-deploy"));
        if (random.Next(4) == 0)
            processes.Add(Processes.PostDeploy());
        var isGood = random.Next(3) == 0;
        return Of($"v{number}", processes, process => isGood ? Behaviour.Good : process.Kind != ProcessKind.Service ? Behaviour.RandomJob(random) : Behaviour.Random(random));
    }

    /// <summary>Shorter waits than the defaults, so that a history passes through more of them.</summary>
    public static SimulatedRelease Of(string name, IReadOnlyList<ReleaseProcess> processes, Func<ReleaseProcess, Behaviour> behaviour) => new(
        name,
        [.. processes.Select(process => process with { Drain = TimeSpan.FromSeconds(5), StopGrace = TimeSpan.FromSeconds(2), StartDeadline = TimeSpan.FromSeconds(20) })],
        processes.ToDictionary(process => process.Name, behaviour));
}
