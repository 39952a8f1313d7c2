using System.Collections.Concurrent;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Probing;

/// <summary>
/// Keeps knocking at the ports of instances from outside their containers: nothing needs to be inside the image. What it finds is
/// only ever a fact for the planner; after a restart of the server it starts from nothing.
/// </summary>
public sealed class Prober(WorkQueue queue, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>Between the probes of an instance that has just started.</summary>
    private static readonly TimeSpan StartingPause = TimeSpan.FromMilliseconds(10);

    /// <summary>For how long an instance that does not answer yet counts as just started.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<InstanceId, Watched> watched = new();
    private readonly SemaphoreSlim slots = new(64);

    /// <summary>Ends with this service; before it has begun nothing is probed.</summary>
    private CancellationToken? ending;

    /// <summary>Replaces what is watched of one app.</summary>
    public void Watch(AppId app, IReadOnlyList<ProbeTarget> targets)
    {
        foreach (var (id, gone) in watched)
        {
            if (gone.App == app && targets.All(target => target.Instance != id))
                watched.TryRemove(id, out _);
        }
        foreach (var target in targets)
        {
            watched.AddOrUpdate(
                target.Instance,
                _ => new Watched(app, target),
                (_, known) => known.Target.IsSameRun(target) ? known.At(target.Interval) : new Watched(app, target));
        }
        // Not only at the next tick: somebody may wait for what has just started.
        if (ending is { } ct && targets.Count > 0)
            ProbeDue(app, ct);
    }

    /// <summary>What is known of an instance in this run of its container; null if it is not watched.</summary>
    public ProbeObserved? Of(InstanceId instance, DateTimeOffset? containerStartedAt) =>
        watched.TryGetValue(instance, out var found) && found.Target.ContainerStartedAt == containerStartedAt ? found.Observed : null;

    /// <summary>Waits until an instance of the app that has just started has answered often enough to be healthy.</summary>
    /// <returns>False where none has just started, or none does in time.</returns>
    public async Task<bool> SettlesAsync(AppId app, TimeSpan atMost, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var starting = watched.Values.Where(instance => instance.App == app && instance.IsStarting(now)).Select(instance => instance.Settled).ToList();
        if (starting.Count == 0)
            return false;
        var patience = Task.Delay(atMost, time, ct);
        return await Task.WhenAny([.. starting, patience]) != patience;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ending = stoppingToken;
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            ProbeDue(null, stoppingToken);
    }

    /// <param name="app">Of this one only; null: of all.</param>
    private void ProbeDue(AppId? app, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var (_, instance) in watched)
        {
            if (app is not null && instance.App != app)
                continue;
            if (!slots.Wait(TimeSpan.Zero, ct))
                break;
            if (instance.TryBegin(now))
                _ = ProbeAsync(instance, ct);
            else
                slots.Release();
        }
    }

    private async Task ProbeAsync(Watched instance, CancellationToken ct)
    {
        try
        {
            do
            {
                var failure = await Probe.RunAsync(instance.Target, ct);
                var ports = failure is not null && instance.Observed.Successes == 0 ? ListeningPorts.Of(instance.Target.Pid) : ListeningPorts.None;
                if (instance.Record(failure, ports, time.GetUtcNow()))
                    await queue.NudgeAsync("apps", instance.App.Value, ct);
            }
            while (await IsPressingAsync(instance, ct));
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // Ending.
        }
        catch (Npgsql.NpgsqlException)
        {
            // A nudge is a hint: the app is looked at again by its own deadline.
        }
        finally
        {
            instance.End();
            slots.Release();
        }
    }

    /// <summary>An instance that has just started is knocked at again after a moment: everybody waits for it.</summary>
    private async Task<bool> IsPressingAsync(Watched instance, CancellationToken ct)
    {
        if (!instance.IsStarting(time.GetUtcNow()))
            return false;
        await Task.Delay(StartingPause, time, ct);
        return watched.TryGetValue(instance.Target.Instance, out var current) && ReferenceEquals(current, instance);
    }

    /// <summary>One instance under watch, in one run of its container.</summary>
    private sealed class Watched(AppId app, ProbeTarget target)
    {
        private int probing;
        private DateTimeOffset? first;
        private DateTimeOffset next;
        private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It has answered often enough to be healthy.</summary>
        public Task Settled => settled.Task;

        public AppId App => app;

        public ProbeTarget Target { get; private set; } = target;

        public ProbeObserved Observed { get; private set; } = ProbeObserved.None;

        public Watched At(TimeSpan interval)
        {
            if (Target.Interval != interval)
            {
                Target = Target with { Interval = interval };
                next = default;
            }
            return this;
        }

        public bool TryBegin(DateTimeOffset now) => now >= next && Interlocked.Exchange(ref probing, 1) == 0;

        public void End() => Volatile.Write(ref probing, 0);

        /// <summary>It is not proven yet, and began to answer or was first knocked at a moment ago.</summary>
        public bool IsStarting(DateTimeOffset now) =>
            Target.Interval == Probe.Fastest && Observed.Successes < Timing.ProbesToBeHealthy && (Observed.Successes > 0 || first is null || now - first < Starting);

        /// <summary>True when what was found crosses a line that the planner decides by.</summary>
        public bool Record(string? failure, ListeningPorts ports, DateTimeOffset now)
        {
            first ??= now;
            var before = Observed;
            Observed = failure is null
                ? before with { Successes = before.Successes + 1, Failures = 0 }
                : new ProbeObserved
                {
                    Failures = before.Failures + 1,
                    LastFailure = failure,
                    OtherPort = ports.OnlyOtherThan(Target.Port),
                    LoopbackOnly = ports.IsLoopbackOnly(Target.Port),
                };
            // A first success or failure after the other is followed up quickly, whatever the interval.
            var isUnsettled = Observed.Successes is > 0 and < Timing.ProbesToBeHealthy || Observed.Failures is > 0 and < Timing.ProbesToBeUnhealthy;
            next = now + (isUnsettled ? Probe.Fastest : Target.Interval);
            if (Observed.Successes >= Timing.ProbesToBeHealthy)
                settled.TrySetResult();
            return Observed.Successes == Timing.ProbesToBeHealthy || Observed.Failures == Timing.ProbesToBeUnhealthy;
        }
    }
}
