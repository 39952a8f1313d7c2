using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>One instance as the facts know it: its row, its container, its probes, its place at the edge. To begin with only the row is there.</summary>
internal sealed record InstanceSetup
{
    public InstanceSetup(string label, RolloutId rollout, ReleaseId release, ReleaseProcess[] processes)
    {
        var instance = label[(label.LastIndexOf(' ') + 1)..].Split('.');
        var process = processes.Single(candidate => candidate.Name == instance[0]);
        Facts = new InstanceFacts
        {
            Id = new InstanceId(Identity.Of(label)),
            Rollout = rollout,
            Release = release,
            Process = process.Name,
            Ordinal = instance.Length > 1 ? instance[1][0] - '0' : 1,
            Kind = process.Kind,
            Name = label,
            Port = process.Port,
        };
    }

    public InstanceFacts Facts { get; init; }

    public ContainerObserved? Container { get; init; }

    public ProbeObserved Probe { get; init; } = ProbeObserved.None;

    public bool IsRouted { get; init; }

    public int OpenRequests { get; init; }

    /// <summary>Another instance of the same label.</summary>
    public InstanceSetup Twin() => this with { Facts = Facts with { Id = new InstanceId(Identity.Of($"twin of {Facts.Name}")), Name = $"{Facts.Name}, the twin" } };

    public InstanceSetup Reserved() => this;

    public InstanceSetup Reserved(double since) => this with { Facts = Facts with { ReservedAt = Planning.Facts.Ago(since) } };

    public InstanceSetup Created() => In(ContainerState.Created);

    public InstanceSetup Runs(double since = 10) => In(ContainerState.Running) with
    {
        Container = new ContainerObserved { Id = "c", State = ContainerState.Running, StartedAt = Planning.Facts.Ago(since) },
        Facts = Facts with { StartSentAt = Planning.Facts.Ago(since) },
    };

    public InstanceSetup Exited(int code) => Runs().In(ContainerState.Exited, code);

    public InstanceSetup Restarting(int times, int code = 1) => Runs().In(ContainerState.Restarting, code, times);

    /// <summary>The engine has restarted it so often, and it runs.</summary>
    public InstanceSetup Restarted(int times, int? code = 1, bool outOfMemory = false) => Healthy() with
    {
        Container = new ContainerObserved
        {
            Id = "c", State = ContainerState.Running, StartedAt = Planning.Facts.Ago(1), Restarts = times, LastEnd = code is { } known ? new EndObserved(known, outOfMemory) : null,
        },
    };

    /// <summary>So many crashes of it were told, since then and the last one then.</summary>
    public InstanceSetup Crashed(int times, double since, double last, int? restartsSeen = null) => this with
    {
        Facts = Facts with { Crashes = times, CrashesSince = Planning.Facts.Ago(since), LastCrashAt = Planning.Facts.Ago(last), RestartsSeen = restartsSeen ?? times },
    };

    public InstanceSetup Crashing() => this with { Facts = Facts with { CrashingAt = Planning.Facts.Ago(1) } };

    public InstanceSetup HealthySince(double seconds) => this with { Facts = Facts with { HealthyAt = Planning.Facts.Ago(seconds) } };

    public InstanceSetup OutOfMemory() => Runs() with
    {
        Container = new ContainerObserved { Id = "c", State = ContainerState.Restarting, ExitCode = 137, OutOfMemory = true, Restarts = 1 },
    };

    public InstanceSetup Gone() => this with { Container = null };

    public InstanceSetup Answers() => this with { Probe = new ProbeObserved { Successes = 3 } };

    public InstanceSetup Refuses(int times = 3) => this with { Probe = new ProbeObserved { Failures = times, LastFailure = "connection refused" } };

    public InstanceSetup ListensOn(int port) => this with { Probe = new ProbeObserved { Failures = 9, LastFailure = "connection refused", OtherPort = port } };

    public InstanceSetup ListensOnLoopback() => this with { Probe = new ProbeObserved { Failures = 9, LastFailure = "connection refused", LoopbackOnly = true } };

    public InstanceSetup ImageSays(bool healthy) => this with { Container = Container! with { ImageHealthy = healthy } };

    /// <summary>It runs, and was recorded healthy.</summary>
    public InstanceSetup Healthy() => Runs().Answers().WasHealthy();

    public InstanceSetup WasHealthy() => this with { Facts = Facts with { HealthyAt = Planning.Facts.Ago(5) } };

    public InstanceSetup Unhealthy() => this with { Facts = Facts with { UnhealthyAt = Planning.Facts.Ago(2) } };

    /// <summary>Somebody asked for another in its place.</summary>
    public InstanceSetup ReplaceAsked() => this with { Facts = Facts with { ReplaceAsked = true } };

    public InstanceSetup Routed() => this with { IsRouted = true };

    public InstanceSetup Open(int requests) => this with { OpenRequests = requests };

    public InstanceSetup Draining(double since = 1) => this with { Facts = Facts with { DrainingSince = Planning.Facts.Ago(since) } };

    public InstanceSetup ToldToStop(double ago = 1) => Draining(ago + 1) with { Facts = Facts with { DrainingSince = Planning.Facts.Ago(ago + 1), StopSentAt = Planning.Facts.Ago(ago) } };

    public InstanceSetup Held(double since = 1, bool restarts = false) =>
        this with { Facts = Facts with { Held = true, HeldSince = Planning.Facts.Ago(since), HoldRestarts = restarts } };

    /// <summary>It is held, or was a moment ago, and was told to stop.</summary>
    public InstanceSetup StopSent(double ago = 1) => this with { Facts = Facts with { StopSentAt = Planning.Facts.Ago(ago) } };

    public InstanceSetup RefusedByTheEngine(string error, int times = 1, double ago = 1) =>
        this with { Facts = Facts with { Error = error, Refusals = times, ErrorAt = Planning.Facts.Ago(ago) } };

    public InstanceSetup ExitCodeKnown(int code) => Exited(code) with { Facts = Exited(code).Facts with { ExitCode = code, LogsKept = true } };

    public InstanceSetup LogsKept() => this with { Facts = Facts with { LogsKept = true } };

    private InstanceSetup In(ContainerState state, int code = 0, int restarts = 0) =>
        this with { Container = new ContainerObserved { Id = "c", State = state, ExitCode = code, Restarts = restarts } };
}
