using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>One container with the engine's restart policy: <c>unless-stopped</c> for services, <c>no</c> for release jobs.</summary>
internal sealed class SimulatedContainer(string name, Behaviour behaviour, bool isJob, bool isOurs = true)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private DateTimeOffset startedAt;
    private TimeSpan skew;
    private DateTimeOffset? signalledAt;
    private DateTimeOffset? restartsAt;
    private int exitCode;
    private bool outOfMemory;
    private int restarts;
    private int failures;

    public string Name => name;

    public bool IsOurs => isOurs;

    public bool IsJob => isJob;

    public Behaviour Behaviour => behaviour;

    public ContainerState State { get; private set; } = ContainerState.Created;

    /// <summary>By the wall clock, as it was when it started.</summary>
    public DateTimeOffset StartedAt => startedAt + skew;

    public bool Runs => State == ContainerState.Running;

    /// <summary>How often its process was started, by us or by the engine.</summary>
    public int Starts { get; private set; }

    /// <summary>When its process ended by itself and the engine started it again, by the time that really passes; those of earlier containers of its name too.</summary>
    public List<DateTimeOffset> Crashes { get; init; } = [];

    public void Start(DateTimeOffset now, TimeSpan wallSkew)
    {
        if (Runs)
            return;
        (failures, restarts) = (0, 0);
        Run(now, wallSkew);
    }

    /// <summary>The engine itself starts again: what its policy says comes back at once, a command never does.</summary>
    public void Reboot(DateTimeOffset now, TimeSpan wallSkew, bool comesBack)
    {
        var back = comesBack && !isJob && signalledAt is null && State is (ContainerState.Running or ContainerState.Restarting);
        Kill();
        if (!back)
            return;
        restarts = 0;
        Run(now, wallSkew);
    }

    public void Signal(DateTimeOffset now)
    {
        if (State == ContainerState.Restarting)
            State = ContainerState.Exited;
        else if (Runs)
            signalledAt ??= now;
    }

    public void Kill()
    {
        if (State is ContainerState.Running or ContainerState.Restarting)
            End(ContainerState.Exited, 137);
    }

    /// <summary>Its process dies by itself.</summary>
    public void Crash(DateTimeOffset now, int code = 1)
    {
        if (!Runs)
            return;
        if (signalledAt is not null || isJob)
        {
            End(ContainerState.Exited, code);
            return;
        }
        Crashes.Add(now);
        restarts++;
        failures = now - startedAt > TimeSpan.FromSeconds(10) ? 0 : failures + 1;
        restartsAt = now + (FirstBackoff * Math.Pow(2, Math.Min(failures, 9)));
        End(ContainerState.Restarting, code);
    }

    public void Evolve(DateTimeOffset now, TimeSpan wallSkew)
    {
        if (State == ContainerState.Restarting && now >= restartsAt)
            Run(now, wallSkew);
        if (!Runs)
            return;
        var ran = now - startedAt;
        if (signalledAt is { } at && behaviour.EndsAfterSignal is { } grace && now - at >= grace)
            End(ContainerState.Exited, 143);
        else if (isJob && behaviour.JobExit is { } code && ran >= behaviour.JobTakes)
            End(ContainerState.Exited, code);
        else if (!isJob && behaviour.RunsOutOfMemory && ran >= TimeSpan.FromSeconds(0.5))
        {
            outOfMemory = true;
            Crash(now, 137);
        }
        else if (!isJob && ran >= behaviour.CrashesAfter && !(Crashes.Count >= behaviour.MostCrashes))
            Crash(now);
    }

    /// <summary>Whether it serves on a port, seen from outside.</summary>
    public bool Answers(DateTimeOffset now, int? port)
    {
        var ran = now - startedAt;
        return Runs && signalledAt is null && port == (behaviour.ListensOnPort ?? 8080) && !behaviour.ListensOnLoopbackOnly
            && ran >= behaviour.ListensAfter && !(ran >= behaviour.FailsAfter) && !(behaviour.FlapsEvery is { } period && (long)(ran / period) % 2 == 1);
    }

    public ContainerObserved Observe() => new()
    {
        Id = name,
        State = State,
        StartedAt = Starts > 0 ? StartedAt : null,
        ExitCode = exitCode,
        OutOfMemory = outOfMemory,
        Restarts = restarts,
        LastEnd = Crashes.Count > 0 ? new EndObserved(exitCode, outOfMemory) : null,
    };

    private void Run(DateTimeOffset now, TimeSpan wallSkew)
    {
        skew = wallSkew;
        State = ContainerState.Running;
        startedAt = now;
        signalledAt = null;
        outOfMemory = false;
        Starts++;
    }

    private void End(ContainerState state, int code)
    {
        State = state;
        exitCode = code;
    }
}
