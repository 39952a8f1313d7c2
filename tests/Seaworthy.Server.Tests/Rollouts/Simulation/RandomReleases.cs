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

    /// <summary>The same release, and what is good of it is so for 15 seconds only.</summary>
    public static SimulatedRelease CrashingLate(SimulatedRelease release) => release with
    {
        Behaviours = release.Behaviours.ToDictionary(
            pair => pair.Key,
            pair => release.Services.Any(process => process.Name == pair.Key) && pair.Value.IsPlain ? pair.Value with { CrashesAfter = TimeSpan.FromSeconds(15) + pair.Value.ListensAfter!.Value } : pair.Value),
    };

    /// <summary>The same release with other settings: one process stops first that did not, or has another port, or is not there any more.</summary>
    public static SimulatedRelease Changed(Random random, SimulatedRelease release, int number)
    {
        var processes = release.Processes.ToList();
        var chosen = random.Next(processes.Count);
        switch (random.Next(4))
        {
            case 0 when processes[chosen].Kind == ProcessKind.Service:
                processes[chosen] = processes[chosen] with { Strategy = processes[chosen].Strategy == DeployStrategy.StopFirst ? DeployStrategy.StartFirst : DeployStrategy.StopFirst };
                break;
            case 1 when processes[chosen] is { Kind: ProcessKind.Service, Port: not null }:
                processes[chosen] = processes[chosen] with { Port = 3000 };
                break;
            case 2 when processes.Count(process => process.Kind == ProcessKind.Service) > 1 || processes[chosen].Kind != ProcessKind.Service:
                processes.RemoveAt(chosen);
                break;
            default:
                processes[chosen] = processes[chosen] with { Drain = TimeSpan.FromSeconds(1), StopGrace = TimeSpan.FromSeconds(4) };
                break;
        }
        return release with { Name = $"v{number}", Processes = processes };
    }

    /// <summary>Shorter waits than the defaults, so that a history passes through more of them.</summary>
    public static SimulatedRelease Of(string name, IReadOnlyList<ReleaseProcess> processes, Func<ReleaseProcess, Behaviour> behaviour) => new(
        name,
        [.. processes.Select(process => process with { Drain = TimeSpan.FromSeconds(5), StopGrace = TimeSpan.FromSeconds(2), StartDeadline = TimeSpan.FromSeconds(20) })],
        processes.ToDictionary(process => process.Name, behaviour));
}
