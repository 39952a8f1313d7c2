using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>What the database says about one app, read in one snapshot. Facts only: nothing here was computed.</summary>
public sealed record AppDesired
{
    public required AppId App { get; init; }

    /// <summary>False while the app is stopped or deleted: then nothing of it may run.</summary>
    public required bool Running { get; init; }

    /// <summary>How many instances of each process are wanted; a process that is not named has one.</summary>
    public IReadOnlyDictionary<string, int> Replicas { get; init; } = new Dictionary<string, int>();

    /// <summary>The one unfinished rollout, if there is one.</summary>
    public RolloutFacts? Active { get; init; }

    public IReadOnlyList<ServingFacts> Serving { get; init; } = [];

    /// <summary>Instances whose container was not removed yet, jobs among them; one-off runs are not: nobody but their own room touches them.</summary>
    public IReadOnlyList<InstanceFacts> Instances { get; init; } = [];

    /// <summary>The processes of every release that <see cref="Active"/>, <see cref="Serving"/> or <see cref="Instances"/> names.</summary>
    public IReadOnlyDictionary<ReleaseId, IReadOnlyList<ReleaseProcess>> Releases { get; init; } =
        new Dictionary<ReleaseId, IReadOnlyList<ReleaseProcess>>();

    /// <summary>Every job that was ever reserved of the active rollout's release, even when its container is gone.</summary>
    public IReadOnlyList<JobFacts> Jobs { get; init; } = [];

    /// <summary>How many one-off runs are in the app's network, or about to be.</summary>
    public int OneOffs { get; init; }

    /// <summary>A subnet of our pool is the app's: to be given back when nothing of it runs, also where its network never came to be.</summary>
    public bool HasSubnet { get; init; }

    /// <summary>The release of a deployment that waits for its turn: its draining instances are worth keeping.</summary>
    public ReleaseId? Awaited { get; init; }

    public int Wanted(string process) => Replicas.TryGetValue(process, out var count) ? count : 1;

    public ReleaseProcess? Process(ReleaseId release, string name) =>
        Releases.TryGetValue(release, out var processes) ? processes.FirstOrDefault(process => process.Name == name) : null;
}

public sealed record RolloutFacts
{
    public required RolloutId Id { get; init; }

    public required ReleaseId Release { get; init; }

    public required RolloutKind Kind { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>From when the start deadline counts: services were to be started, or one of them became healthy.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>When serving was written for it.</summary>
    public DateTimeOffset? SwitchedAt { get; init; }

    /// <summary>The generation that served before, kept running until the soak is over.</summary>
    public RolloutId? Replaced { get; init; }

    /// <summary>When an answer of the new side was seen through the edge.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>A newer rollout waits for this one to end.</summary>
    public bool Superseded { get; init; }

    /// <summary>Why a step of it could not be done at the last look, in words for people.</summary>
    public string? Trouble { get; init; }

    /// <summary>Since when each look met with trouble.</summary>
    public DateTimeOffset? TroubleSince { get; init; }
}

public enum RolloutKind
{
    Deploy,
    Rollback,
    Restart,
    Start,
}

public sealed record ServingFacts(string Process, RolloutId Rollout, ReleaseId Release);

public sealed record InstanceFacts
{
    public required InstanceId Id { get; init; }

    public required RolloutId Rollout { get; init; }

    public required ReleaseId Release { get; init; }

    public required string Process { get; init; }

    public required int Ordinal { get; init; }

    public ProcessKind Kind { get; init; } = ProcessKind.Service;

    /// <summary>The container's name, minted with the row.</summary>
    public required string Name { get; init; }

    /// <summary>Its fixed address in the app's network, minted with the row.</summary>
    public System.Net.IPAddress Address { get; init; } = System.Net.IPAddress.None;

    /// <summary>When it was decided that there is to be one.</summary>
    public DateTimeOffset ReservedAt { get; init; }

    /// <summary>Where it listens, if it does: the release's port, or the one that it was found to listen on.</summary>
    public int? Port { get; init; }

    public DateTimeOffset? StartSentAt { get; init; }

    /// <summary>Seen healthy at least once.</summary>
    public DateTimeOffset? HealthyAt { get; init; }

    /// <summary>Was healthy and is not any more.</summary>
    public DateTimeOffset? UnhealthyAt { get; init; }

    /// <summary>Stopped by request, against the healing, until it is released or the next deployment replaces it.</summary>
    public bool Held { get; init; }

    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>The hold ends by itself once its process has ended: it was asked to restart.</summary>
    public bool HoldRestarts { get; init; }

    /// <summary>How long it may take to end after the stop signal of a hold; null: as its release says.</summary>
    public TimeSpan? HoldGrace { get; init; }

    /// <summary>Another is wanted in its place: it drains when that is healthy.</summary>
    public bool ReplaceAsked { get; init; }

    public DateTimeOffset? DrainingSince { get; init; }

    public DateTimeOffset? StopSentAt { get; init; }

    /// <summary>The engine refused to create or start its container, and would again.</summary>
    public string? Error { get; init; }

    public DateTimeOffset? ErrorAt { get; init; }

    /// <summary>How often the engine refused since it was last healthy.</summary>
    public int Refusals { get; init; }

    /// <summary>Of a job that ended; null while it is unknown.</summary>
    public int? ExitCode { get; init; }

    public bool LogsKept { get; init; }

    /// <summary>The container's <see cref="ContainerObserved.Restarts"/>, as far as they were told.</summary>
    public int RestartsSeen { get; init; }

    /// <summary>How often it crashed since <see cref="CrashesSince"/>.</summary>
    public int Crashes { get; init; }

    public DateTimeOffset? CrashesSince { get; init; }

    public DateTimeOffset? LastCrashAt { get; init; }

    /// <summary>Since when it is known to crash again and again.</summary>
    public DateTimeOffset? CrashingAt { get; init; }

    public bool HealthyNow => HealthyAt is not null && UnhealthyAt is null;

    public bool IsService => Kind == ProcessKind.Service;

    /// <summary>Runs before its release may serve.</summary>
    public bool IsReleaseJob => Kind == ProcessKind.Release;

    /// <summary>As people know it: <c>web.2</c>, or <c>release</c>.</summary>
    public string Label => IsService ? $"{Process}.{Ordinal}" : Process;
}

/// <param name="Process"><c>release</c>, <c>pre-deploy</c> or <c>post-deploy</c>: each runs at most once per release.</param>
/// <param name="ExitCode">Null while it is unknown: never taken for success.</param>
public sealed record JobFacts(string Process, InstanceId Instance, int? ExitCode);
