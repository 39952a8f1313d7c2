namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// One life of an app, drawn from a seed: users act at random instants, containers behave and misbehave, the server is struck dead
/// and looks away. Then everybody lets go, and the world must come to rest.
/// </summary>
internal sealed class History
{
    private readonly SimulatedWorld world;
    private readonly SimulatedServer server;
    private readonly SimulatedUser user;
    private readonly bool isHarmful;
    private readonly double strikes;
    private int releases;

    public History(int seed)
    {
        world = new SimulatedWorld(seed);
        server = new SimulatedServer(world) { Meanwhile = Meanwhile };
        user = new SimulatedUser(world);
        isHarmful = Random.Next(4) == 0;
        strikes = Random.Next(2) == 0 ? 0 : Random.NextDouble() * 0.15;
        server.Blindness = strikes;
    }

    public IEnumerable<string> Journal => world.Journal;

    private Random Random => world.Random;

    public void Run()
    {
        world.Strike = () =>
        {
            if (Random.NextDouble() < strikes)
                throw new ServerStruckException();
        };
        user.Deploy(RandomReleases.Next(Random, ++releases));
        for (var acts = Random.Next(1, 9); acts > 0; acts--)
        {
            Live(until: world.Now + TimeSpan.FromSeconds(Math.Pow(Random.NextDouble(), 2) * 40));
            Act();
        }
        world.Strike = () => { };
        server.Blindness = 0;
        server.Meanwhile = user.NextRollout;
        world.Note("everybody lets go");
        Rest.Reach(world, server, user);
    }

    private void Live(DateTimeOffset until)
    {
        while (world.Now < until)
        {
            user.NextRollout();
            var next = server.Look() ?? world.Now + TimeSpan.FromSeconds(5);
            world.Advance((next > world.Now ? next - world.Now : TimeSpan.Zero) + TimeSpan.FromMilliseconds(Random.Next(1, 300)));
            if (isHarmful && Random.Next(30) == 0)
                Harm();
        }
    }

    /// <summary>Now and then somebody acts between two steps of a plan.</summary>
    private void Meanwhile()
    {
        user.NextRollout();
        if (Random.Next(80) == 0)
            Act();
    }

    private void Act()
    {
        switch (Random.Next(16))
        {
            case <= 3:
                user.Deploy(RandomReleases.Next(Random, ++releases));
                break;
            case 4:
                user.Rollback(Random.Next(10));
                break;
            case 5:
                user.Restart();
                break;
            case 6 or 7:
                user.Scale(Random.Next(4) == 0 ? "worker" : "web", Random.Next(4));
                break;
            case 8:
                user.Stop();
                break;
            case 9:
                user.Start();
                break;
            case 10:
                user.RunOneOff(endless: Random.Next(3) == 0);
                break;
            case 11 or 12:
                user.Hold(Random.Next(10), restarts: Random.Next(2) == 0);
                break;
            case 13:
                user.Release(Random.Next(10));
                break;
            default:
                user.Cancel();
                break;
        }
    }

    /// <summary>Somebody meddles with the engine: a container is removed, stopped or killed behind our back.</summary>
    private void Harm()
    {
        var ours = world.Engine.Containers.Where(container => container.IsOurs).ToList();
        if (ours.Count == 0)
            return;
        var victim = ours[Random.Next(ours.Count)];
        world.Note($"harm comes to {victim.Name}");
        world.Invariants.IsHarmed = true;
        switch (Random.Next(3))
        {
            case 0:
                world.Engine.Remove(victim.Name);
                break;
            case 1:
                victim.Kill();
                break;
            default:
                victim.Crash(world.Now);
                break;
        }
    }
}
