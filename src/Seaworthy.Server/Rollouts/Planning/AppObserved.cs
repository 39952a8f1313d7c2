using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>What Docker, the prober and the edge showed of one app. Exists only if every observation worked: unknown is not absent.</summary>
public sealed record AppObserved
{
    public bool NetworkExists { get; init; }

    /// <summary>The app's containers by name.</summary>
    public IReadOnlyDictionary<string, ContainerObserved> Containers { get; init; } = new Dictionary<string, ContainerObserved>();

    public IReadOnlyDictionary<InstanceId, ProbeObserved> Probes { get; init; } = new Dictionary<InstanceId, ProbeObserved>();

    public EdgeObserved Edge { get; init; } = new();
}

public enum ContainerState
{
    Created,
    Running,
    Restarting,
    Exited,
}

public sealed record ContainerObserved
{
    public required string Id { get; init; }

    public required ContainerState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public int ExitCode { get; init; }

    public bool OutOfMemory { get; init; }

    /// <summary>An earlier run of it ended so: the engine forgets that when it starts the container again.</summary>
    public bool RanOutOfMemory { get; init; }

    /// <summary>How often the engine restarted it by itself since we started it.</summary>
    public int Restarts { get; init; }

    /// <summary>How its process ended last; null where it did not, or where nobody remembers.</summary>
    public EndObserved? LastEnd { get; init; }

    /// <summary>What the image's own HEALTHCHECK says; null where it has none.</summary>
    public bool? ImageHealthy { get; init; }

    public bool Runs => State == ContainerState.Running;
}

public sealed record EndObserved(int ExitCode, bool OutOfMemory);

/// <summary>What probing an instance's port from outside showed since its container started.</summary>
public sealed record ProbeObserved
{
    /// <summary>Successes in a row, up to now.</summary>
    public int Successes { get; init; }

    /// <summary>Failures in a row, up to now.</summary>
    public int Failures { get; init; }

    public string? LastFailure { get; init; }

    /// <summary>The one other port on which it accepts connections from outside.</summary>
    public int? OtherPort { get; init; }

    /// <summary>It listens, but on 127.0.0.1 only.</summary>
    public bool LoopbackOnly { get; init; }

    public static ProbeObserved None { get; } = new();
}

/// <summary>The table that the edge has applied, as far as it concerns this app.</summary>
public sealed record EdgeObserved
{
    /// <summary>Instances to which the applied table may send new requests.</summary>
    public IReadOnlySet<InstanceId> Targets { get; init; } = new HashSet<InstanceId>();

    /// <summary>Requests and sockets that are open now, per instance; zero where it is not named.</summary>
    public IReadOnlyDictionary<InstanceId, int> InFlight { get; init; } = new Dictionary<InstanceId, int>();

    /// <summary>The instance that answered a request of ours through the edge, if one was made and answered.</summary>
    public InstanceId? AnsweredBy { get; init; }

    public int Open(InstanceId instance) => InFlight.TryGetValue(instance, out var count) ? count : 0;
}
