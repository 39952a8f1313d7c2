using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>What people ask for, and the queue of one in which a deployment waits for the one before it to end.</summary>
internal sealed class SimulatedUser(SimulatedWorld world)
{
    private SimulatedStore Store => world.Store;

    private (ReleaseId Release, RolloutKind Kind, bool IsReturn)? waiting;

    public bool Waits => waiting is not null;

    /// <summary>The release that waits for its turn.</summary>
    public ReleaseId? Waiting => waiting?.Release;

    public void Deploy(SimulatedRelease release)
    {
        if (Store.IsDeleted)
            return;
        var id = new ReleaseId(Store.Mint());
        Store.Releases[id] = release;
        Request(id, RolloutKind.Deploy);
    }

    /// <summary>To any release that once went live.</summary>
    public void Rollback(int which)
    {
        var proven = Store.Finished.Where(rollout => rollout.Value == Outcome.Succeeded).Select(rollout => Store.Rollouts[rollout.Key].Release).Distinct().ToList();
        if (Store.Running && proven.Count > 0)
            Request(proven[which % proven.Count], RolloutKind.Rollback);
    }

    public void Restart()
    {
        if (Store.Running && Store.Serving.Count > 0)
            Request(Store.Serving[0].Release, RolloutKind.Restart);
    }

    public void Scale(string process, int replicas)
    {
        world.Note($"user: scale {process} to {replicas}");
        world.Invariants.MayServeNothing |= replicas == 0;
        Store.Replicas[process] = replicas;
    }

    /// <summary>For good: nothing of it may be left, and nothing can be asked of it any more.</summary>
    public void Delete()
    {
        Stop();
        Store.IsDeleted = true;
    }

    /// <summary>Other settings for what was released last, brought live by a release of the same images.</summary>
    public void ChangeSettings(int number)
    {
        if (Store.Releases.Count > 0)
            Deploy(RandomReleases.Changed(world.Random, Store.Releases.Values.Last(), number));
    }

    public void Stop()
    {
        world.Note("user: stop");
        world.Invariants.MayServeNothing = true;
        Store.Running = false;
        waiting = null;
        Store.Awaited = null;
        world.Publisher.Hint();
    }

    public void Start()
    {
        if (Store.Running || Store.Serving.Count == 0 || Store.IsDeleted)
            return;
        Request(Store.Serving[0].Release, RolloutKind.Start);
    }

    /// <summary>Runs a command beside the app, which ends by itself or never does.</summary>
    public void RunOneOff(bool endless)
    {
        if (!Store.Running)
            return;
        var name = $"oneoff-{Store.Mint()}";
        world.Note($"user: run {name}");
        Store.OneOffs.Add(name);
        Store.HasSubnet = true;
        world.Engine.HasNetwork = true;
        world.Engine.Create(name, Behaviour.Good with { JobExit = endless ? null : 0 }, isJob: true);
        world.Engine.Start(name, world.Now);
    }

    /// <summary>The room of the runs removes what ended.</summary>
    private void TidyRuns()
    {
        foreach (var name in Store.OneOffs.Where(name => world.Engine.Find(name) is null or { Runs: false }).ToList())
        {
            world.Engine.Remove(name);
            Store.OneOffs.Remove(name);
        }
    }

    /// <summary>Stops one instance of what serves, to be started again later or by itself.</summary>
    public void Hold(int which, bool restarts)
    {
        var held = Serving().Where(instance => !instance.Held).ToList();
        if (held.Count == 0)
            return;
        var chosen = held[which % held.Count];
        world.Note($"user: {(restarts ? "restart" : "stop")} {chosen.Label}");
        // The last target, or as many as are wanted: the others may be draining in this moment.
        var wanted = Store.Replicas.GetValueOrDefault(chosen.Process, 1);
        world.Invariants.MayServeNothing |= Store.Routes().All(id => id == chosen.Id) || Serving().Count(instance => instance.Process == chosen.Process && instance.Held) + 1 >= wanted;
        Store.Hold(chosen.Id, restarts, world.Now);
        world.Publisher.Hint();
    }

    /// <summary>Has one instance of what serves taken away and another put in its place.</summary>
    public void Replace(int which)
    {
        var candidates = Serving().ToList();
        if (candidates.Count == 0)
            return;
        var chosen = candidates[which % candidates.Count];
        world.Note($"user: replace {chosen.Label}");
        Store.Change(chosen.Id, row => row with { ReplaceAsked = true });
        world.Publisher.Hint();
    }

    public void Release(int which)
    {
        var held = Serving().Where(instance => instance.Held).ToList();
        if (held.Count == 0)
            return;
        world.Note($"user: start {held[which % held.Count].Label}");
        Store.Release(held[which % held.Count].Id);
    }

    /// <summary>What may be held: nothing that a rollout under way is judged by.</summary>
    private IEnumerable<InstanceFacts> Serving() => Store.Instances.Where(instance => instance is { IsService: true, DrainingSince: null }
        && instance.Rollout != Store.Active?.Id && Store.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process));

    public void Cancel()
    {
        if (Store.Active is not { } active)
            return;
        world.Note("user: cancel");
        Store.Change(active.Id, rollout => rollout with { CancelRequested = true });
    }

    /// <summary>The deployment worker: the one that waits gets its rollout when the app has none.</summary>
    public void NextRollout()
    {
        TidyRuns();
        if (Store.Active is null && waiting is null)
            ReturnFromCrashes();
        if (Store.Active is not null || waiting is not { } next)
            return;
        waiting = null;
        Store.Awaited = null;
        // Not before: of a stopped app a rollout under way ends first.
        Store.Running = true;
        var id = new RolloutId(Store.Mint());
        Store.Rollouts[id] = new RolloutFacts { Id = id, Release = next.Release, Kind = next.Kind };
        if (next.IsReturn)
            Store.Returns.Add(id);
    }

    /// <summary>What crashes again and again gives way to the newest older release that has served well, where that is wanted: once, and not where it came so itself.</summary>
    private void ReturnFromCrashes()
    {
        var crashing = Serving().FirstOrDefault(instance => instance is { CrashingAt: not null, Held: false });
        if (crashing is null || !Store.ReturnsWhenCrashing || !Store.Running || Store.ReturnedFrom.Contains(crashing.Release) || Store.Returns.Contains(crashing.Rollout))
            return;
        var older = Store.Releases.Keys.TakeWhile(release => release != crashing.Release).Where(Store.Proven.Contains).ToList();
        if (older.Count == 0)
            return;
        Store.Proven.Remove(crashing.Release);
        Store.ReturnedFrom.Add(crashing.Release);
        waiting = (older[^1], RolloutKind.Rollback, IsReturn: true);
        Store.Awaited = older[^1];
        world.Note($"server: return to {Store.Releases[older[^1]].Name}");
        world.Invariants.Returning(crashing);
    }

    private void Request(ReleaseId release, RolloutKind kind)
    {
        world.Note($"user: {kind} {Store.Releases[release].Name}");
        waiting = (release, kind, IsReturn: false);
        Store.Awaited = release;
        if (Store.Active is { } active)
            Store.Change(active.Id, rollout => rollout with { Superseded = true });
        NextRollout();
    }
}
