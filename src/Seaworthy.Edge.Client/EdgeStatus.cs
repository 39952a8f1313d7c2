namespace Seaworthy.Edge.Client;

/// <summary>What the edge is doing now.</summary>
public sealed record EdgeStatus
{
    /// <summary>Version of the applied table; 0 before the first one.</summary>
    public required long Version { get; init; }

    /// <summary>Counters begin at zero here.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// By instance: every one in the table, and every one that has left it but still has something in flight. An instance that
    /// is missing here has nothing in flight and gets nothing any more.
    /// </summary>
    public required IReadOnlyDictionary<Guid, TargetStatus> Targets { get; init; }

    /// <summary>By app; only in an answer to a question for counters.</summary>
    public IReadOnlyDictionary<Guid, AppCounters>? Apps { get; init; }
}
