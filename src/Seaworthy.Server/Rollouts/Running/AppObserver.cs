using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Probing;
using Seaworthy.Server.Routes;
using ContainerState = Seaworthy.Server.Rollouts.Planning.ContainerState;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Looks at Docker, the prober and the edge for one app. Throws if any of them cannot be seen: then there is no plan.</summary>
public sealed class AppObserver(IDockerEngine docker, AppNetworks networks, Prober prober, RoutePublisher routes, EdgeProbe edgeProbe, Installation installation, TimeProvider time)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    public Task<AppObserved> ObserveAsync(AppDesired desired, CancellationToken ct) => ObserveAsync(desired, watch: true, ct);

    /// <summary>Looks, and has nothing watched that is not: for facts that are only supposed.</summary>
    public Task<AppObserved> GlanceAsync(AppDesired desired, CancellationToken ct) => ObserveAsync(desired, watch: false, ct);

    private async Task<AppObserved> ObserveAsync(AppDesired desired, bool watch, CancellationToken ct)
    {
        // Side by side: a deployment waits for every look.
        var (seeingContainers, seeingEdge, seeingNetwork) = (ContainersAsync(desired, ct), EdgeAsync(desired, ct), networks.ExistsAsync(desired.App, ct));
        await Task.WhenAll(seeingContainers, seeingEdge, seeingNetwork);
        var containers = await seeingContainers;
        if (watch)
            Watch(desired, containers);
        var past = await PastRunsAsync(containers, ct);
        return new AppObserved
        {
            NetworkExists = await seeingNetwork,
            Containers = containers.ToDictionary(pair => pair.Key, pair => ToObserved(pair.Value, past.GetValueOrDefault(pair.Key))),
            Probes = Probes(desired, containers),
            Edge = await seeingEdge,
        };
    }

    /// <summary>Containers that are ours: our labels, and the name of a row that we know (S5).</summary>
    private async Task<Dictionary<string, ContainerDetails>> ContainersAsync(AppDesired desired, CancellationToken ct)
    {
        var seen = await Task.WhenAll(desired.Instances.Select(instance => docker.Containers.InspectAsync(instance.Name, ct)));
        return desired.Instances.Zip(seen).Where(pair => pair.Second is { } container && IsOurs(container)).ToDictionary(pair => pair.First.Name, pair => pair.Second!);

        bool IsOurs(ContainerDetails container) => container.Config.Labels.GetValueOrDefault(Labels.Installation) == installation.Id.ToString()
            && container.Config.Labels.GetValueOrDefault(Labels.App) == desired.App.ToString();
    }

    /// <summary>How earlier runs of what was started again ended, by name, as far back as the engine remembers its events.</summary>
    private async Task<Dictionary<string, PastRuns>> PastRunsAsync(Dictionary<string, ContainerDetails> containers, CancellationToken ct)
    {
        var past = new Dictionary<string, PastRuns>();
        foreach (var (name, container) in containers.Where(pair => pair.Value.RestartCount > 0))
        {
            var query = new EventQuery
            {
                Types = ["container"],
                Actions = ["oom", "die"],
                Labels = [$"{Labels.Instance}={container.Config.Labels[Labels.Instance]}"],
                Since = container.CreatedAt,
                Until = time.GetUtcNow(),
            };
            var runs = new PastRuns();
            await foreach (var happened in docker.Events.WatchAsync(query, ct))
                runs.Add(happened);
            past[name] = runs;
        }
        return past;
    }

    private static ContainerObserved ToObserved(ContainerDetails container, PastRuns? past) => new()
    {
        Id = container.Id,
        State = container.State.Status switch
        {
            ContainerStatus.Created => ContainerState.Created,
            ContainerStatus.Running or ContainerStatus.Paused => ContainerState.Running,
            ContainerStatus.Restarting => ContainerState.Restarting,
            _ => ContainerState.Exited,
        },
        StartedAt = container.State.StartedAt,
        ExitCode = container.State.ExitCode ?? 0,
        OutOfMemory = container.State.OomKilled,
        RanOutOfMemory = past?.RanOutOfMemory == true,
        Restarts = container.RestartCount,
        // Between two runs it says itself how the last one ended.
        LastEnd = container.State.Status == ContainerStatus.Restarting ? new EndObserved(container.State.ExitCode ?? 0, container.State.OomKilled) : past?.LastEnd,
        ImageHealthy = container.State.Health?.Status switch
        {
            null => null,
            HealthStatus.Healthy => true,
            _ => false,
        },
    };

    private static Dictionary<InstanceId, ProbeTarget> TargetsOf(AppDesired desired, Dictionary<string, ContainerDetails> containers)
    {
        var isWatched = desired.Active is not null;
        var targets = new Dictionary<InstanceId, ProbeTarget>();
        foreach (var instance in desired.Instances)
        {
            if (instance is { Port: { } port, IsService: true, StopSentAt: null } && containers.TryGetValue(instance.Name, out var container) && container.State.IsRunning)
            {
                var interval = instance.HealthyAt is null ? Probe.Fastest : isWatched || !instance.HealthyNow ? Watched : Steady;
                var path = desired.Process(instance.Release, instance.Process)?.HealthPath;
                targets[instance.Id] = new ProbeTarget(instance.Id, instance.Address, port, path, container.State.StartedAt, container.State.Pid, interval);
            }
        }
        return targets;
    }

    private void Watch(AppDesired desired, Dictionary<string, ContainerDetails> containers) =>
        prober.Watch(desired.App, [.. TargetsOf(desired, containers).Values]);

    private Dictionary<InstanceId, ProbeObserved> Probes(AppDesired desired, Dictionary<string, ContainerDetails> containers)
    {
        var probes = new Dictionary<InstanceId, ProbeObserved>();
        foreach (var (instance, target) in TargetsOf(desired, containers))
        {
            if (prober.Of(instance, target.ContainerStartedAt) is { } observed)
                probes[instance] = observed;
        }
        return probes;
    }

    private async Task<EdgeObserved> EdgeAsync(AppDesired desired, CancellationToken ct)
    {
        var (table, status) = await routes.ObserveAsync(ct);
        var app = table.Of(desired.App);
        var mine = desired.Instances.Select(instance => instance.Id.Value).ToHashSet();
        var isSwitching = desired.Active is { SwitchedAt: not null, LiveAt: null };
        return new EdgeObserved
        {
            Targets = app?.Targets.Select(target => new InstanceId(target.Instance)).ToHashSet() ?? [],
            InFlight = status.Targets.Where(target => mine.Contains(target.Key)).ToDictionary(target => new InstanceId(target.Key), target => target.Value.InFlight),
            AnsweredBy = isSwitching && app is { Targets.Count: > 0 } ? await edgeProbe.AskAsync(app, ct) : null,
        };
    }
}
