using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>What to do next for one app, and when to look again. Computed from facts; the phase is for people and never read back.</summary>
/// <param name="NextLookAt">Null only where nothing is waited for.</param>
public sealed record Plan(RolloutPhase Phase, string Reason, IReadOnlyList<Step> Steps, DateTimeOffset? NextLookAt)
{
    /// <summary>One line per step, for events, tests and the curious.</summary>
    public override string ToString() => string.Join('\n', Steps.Select(step => step.ToString()));
}

public enum RolloutPhase
{
    /// <summary>No rollout is under way.</summary>
    Idle,
    Queued,
    Starting,
    Switching,
    Soaking,
}

public enum Outcome
{
    Succeeded,
    Failed,
    Cancelled,
    Superseded,
}

/// <summary>One idempotent act upon the world, with the cause that asked for it: <c>web.2 create — no container for its instance</c>.</summary>
public abstract record Step(string Cause)
{
    protected abstract string Act { get; }

    public sealed override string ToString() => $"{Act} — {Cause}";
}

/// <summary>Marks the rollout as started.</summary>
public sealed record BeginRollout(RolloutId Rollout, string Cause) : Step(Cause)
{
    protected override string Act => "rollout begin";
}

/// <summary>Lets the start deadline run from now.</summary>
public sealed record StartClock(RolloutId Rollout, string Cause) : Step(Cause)
{
    protected override string Act => "rollout start the clock";
}

public sealed record EnsureNetwork(string Cause) : Step(Cause)
{
    protected override string Act => "network create";
}

public sealed record RemoveNetwork(string Cause) : Step(Cause)
{
    protected override string Act => "network remove";
}

/// <summary>Mints an instance's id, name and address and stores them, before anything is created with them.</summary>
public sealed record ReserveInstance(RolloutId Rollout, ReleaseId Release, string Process, int Ordinal, ProcessKind Kind, string Cause) : Step(Cause)
{
    protected override string Act => Kind == ProcessKind.Service ? $"{Process}.{Ordinal} reserve" : $"{Process} reserve";
}

/// <summary>Takes a draining instance of the same release into the new rollout: it need not be started again.</summary>
public sealed record AdoptInstance(InstanceFacts Instance, RolloutId Rollout, int Ordinal, string Cause) : Step(Cause)
{
    protected override string Act => $"{Instance.Process}.{Ordinal} adopt {Instance.Label}";
}

public abstract record InstanceStep(InstanceFacts Instance, string Verb, string Cause) : Step(Cause)
{
    protected override string Act => $"{Instance.Label} {Verb}";
}

public sealed record CreateContainer(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "create", Cause);

public sealed record StartContainer(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "start", Cause);

/// <param name="Restarts">How often the engine has restarted its container by then: what was before it was ever healthy is no crash of what serves.</param>
public sealed record RecordHealthy(InstanceFacts Instance, int Restarts, string Cause) : InstanceStep(Instance, "healthy", Cause);

public sealed record RecordUnhealthy(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "unhealthy", Cause);

/// <summary>Counts what the engine had to start again.</summary>
/// <param name="Restarts">The engine's count.</param>
public sealed record RecordCrashes(InstanceFacts Instance, int Restarts, Spell Spell, string Cause) : InstanceStep(Instance, "crashed", Cause);

/// <summary>It crashes again and again; the cause says how often. Where the app wants that, an older release takes its place.</summary>
public sealed record RecordCrashLoop(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "crashes again and again", Cause);

public sealed record RecordCalm(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "does not crash any more", Cause);

public sealed record RecordPort(InstanceFacts Instance, int Port, string Cause) : InstanceStep(Instance, $"use port {Port}", Cause);

public sealed record RecordExit(InstanceFacts Instance, int ExitCode, string Cause) : InstanceStep(Instance, $"exited {ExitCode}", Cause);

/// <summary>Forgets that the engine refused it, so that the next look tries once more.</summary>
public sealed record RetryInstance(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "try again", Cause);

/// <summary>Ends a hold that was made to restart it.</summary>
public sealed record ReleaseHold(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "release", Cause);

/// <summary>Stores the last 100 lines of its log, while there still is a container to ask.</summary>
public sealed record KeepLogs(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "keep logs", Cause);

/// <summary>Takes it out of the routes; what it is answering goes on.</summary>
public sealed record DrainInstance(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "drain", Cause);

/// <summary>Sends the image's stop signal (SIGTERM).</summary>
public sealed record StopInstance(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "stop", Cause);

public sealed record KillInstance(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "kill", Cause);

/// <summary>Removes its container, if there is one, and closes its row.</summary>
public sealed record RemoveInstance(InstanceFacts Instance, string Cause) : InstanceStep(Instance, "remove", Cause);

/// <summary>Writes serving for the new side and starts draining the old one, in one transaction.</summary>
public sealed record SwitchServing(RolloutId Rollout, string Cause) : Step(Cause)
{
    protected override string Act => "rollout switch";
}

public sealed record RecordLive(RolloutId Rollout, string Cause) : Step(Cause)
{
    protected override string Act => "rollout live";
}

/// <summary>Ends the rollout, for good. With <see cref="RouteBack"/> the generation it replaced serves again, in the same transaction.</summary>
/// <param name="Evidence">The instance whose log shows why, if one does.</param>
public sealed record FinishRollout(RolloutId Rollout, Outcome Outcome, bool RouteBack, InstanceId? Evidence, string Cause) : Step(Cause)
{
    protected override string Act => $"rollout {Outcome.ToString().ToLowerInvariant()}{(RouteBack ? ", route back" : "")}";
}
