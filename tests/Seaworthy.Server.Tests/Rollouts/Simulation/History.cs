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
    private readonly bool isTimeless;
    private readonly bool crashesLate;
    private readonly double strikes;
    private int releases;

    public History(int seed)
    {
        world = new SimulatedWorld(seed);
        server = new SimulatedServer(world) { Meanwhile = Meanwhile };
        user = new SimulatedUser(world);
        world.Store.ReturnsWhenCrashing = seed % 2 == 0;
        crashesLate = seed % 7 == 3;
        isHarmful = Random.Next(4) == 0;
        isTimeless = Random.Next(6) == 0;
        strikes = Random.Next(2) == 0 ? 0 : Random.NextDouble() * 0.15;
        server.Blindness = strikes;
    }

    public IEnumerable<string> Journal => world.Journal;

    private Random Random => world.Random;

    public void Run()
    {
        world.Strike = () =>
        {
            if (Random.NextDouble() >= strikes)
                return;
            if (Random.Next(2) == 0)
                throw new ServerStruckException();
            throw new StepFailedException();
        };
        world.Repeats = _ => Random.NextDouble() < strikes / 2;
        Deploy();
        for (var acts = Random.Next(1, 9); acts > 0; acts--)
        {
            Live(until: world.Now + TimeSpan.FromSeconds(Math.Pow(Random.NextDouble(), 2) * 40));
            Act();
        }
        world.Strike = () => { };
        world.Repeats = _ => false;
        world.Engine.Pruned.Clear();
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
            if (isTimeless && Random.Next(30) == 0)
                JumpClock();
            if (Random.Next(300) == 0)
                RestartEdge();
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
        switch (Random.Next(22))
        {
            case <= 3:
                Deploy();
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
            case 14:
                PushTen();
                break;
            case 15 or 16:
                user.ChangeSettings(++releases);
                break;
            case 17:
                user.Replace(Random.Next(10));
                break;
            case 18 when Random.Next(3) == 0:
                user.Delete();
                break;
            default:
                user.Cancel();
                break;
        }
    }

    /// <summary>In some histories every other release passes its soak and crashes then, again and again.</summary>
    private void Deploy()
    {
        var release = RandomReleases.Next(Random, ++releases);
        user.Deploy(crashesLate && releases % 2 == 0 ? RandomReleases.CrashingLate(release) : release);
    }

    /// <summary>Ten deployments in a hurry: of those that wait only the last one gets its turn.</summary>
    private void PushTen()
    {
        for (var push = 0; push < 10; push++)
        {
            Deploy();
            world.Advance(TimeSpan.FromMilliseconds(Random.Next(1, 400)));
        }
    }

    /// <summary>Forward by hours, or back by minutes; what was due by the clock that was set back is late until the resync.</summary>
    private void JumpClock()
    {
        var isForward = Random.Next(2) == 0;
        world.JumpClock(isForward ? TimeSpan.FromHours(Random.NextDouble() * 5) : -TimeSpan.FromMinutes(Random.NextDouble() * 10));
        if (!isForward)
            world.Advance(TimeSpan.FromSeconds(Random.Next(30)));
    }

    private void RestartEdge()
    {
        var keepsTable = Random.Next(3) > 0;
        world.Note($"the edge starts again, {(keepsTable ? "with" : "without")} its table");
        world.Edge.Restart(keepsTable);
    }

    /// <summary>
    /// Somebody meddles with the engine: it starts again, an image is removed, or a container is removed, stopped or killed behind our back.
    /// </summary>
    private void Harm()
    {
        if (Random.Next(4) == 0)
        {
            var memory = (EngineMemory)Random.Next(3);
            world.Note($"the engine starts again and remembers {memory}");
            world.Invariants.IsHarmed = true;
            world.Engine.Restart(memory, world.Time);
            return;
        }
        if (Random.Next(6) == 0 && world.Store.Serving.Count > 0)
        {
            world.Note("an image is removed");
            world.Invariants.IsHarmed = true;
            world.Engine.Pruned.Add(world.Store.Serving[0].Release);
            return;
        }
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
                victim.Crash(world.Time);
                break;
        }
    }
}
