using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>What people ask for, and the queue of one in which a deployment waits for the one before it to end.</summary>
internal sealed class SimulatedUser(SimulatedWorld world)
{
    private SimulatedStore Store => world.Store;

    private (ReleaseId Release, RolloutKind Kind)? waiting;

    public bool Waits => waiting is not null;

    public void Deploy(SimulatedRelease release)
    {
        var id = new ReleaseId(Store.Mint());
        Store.Releases[id] = release;
        Store.Running = true;
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

    public void Stop()
    {
        world.Note("user: stop");
        world.Invariants.MayServeNothing = true;
        Store.Running = false;
        waiting = null;
        Store.Awaited = null;
    }

    public void Start()
    {
        if (Store.Running || Store.Serving.Count == 0)
            return;
        Store.Running = true;
        Request(Store.Serving[0].Release, RolloutKind.Start);
    }

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
        if (Store.Active is not null || waiting is not { } next)
            return;
        waiting = null;
        Store.Awaited = null;
        var id = new RolloutId(Store.Mint());
        Store.Rollouts[id] = new RolloutFacts { Id = id, Release = next.Release, Kind = next.Kind };
    }

    private void Request(ReleaseId release, RolloutKind kind)
    {
        world.Note($"user: {kind} {Store.Releases[release].Name}");
        waiting = (release, kind);
        Store.Awaited = release;
        if (Store.Active is { } active)
            Store.Change(active.Id, rollout => rollout with { Superseded = true });
        NextRollout();
    }
}
