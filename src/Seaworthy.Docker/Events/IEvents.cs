namespace Seaworthy.Docker;

public interface IEvents
{
    /// <summary>
    /// What happens in the engine, until it is cancelled. Events are hints: those between two watches are lost unless
    /// <see cref="EventQuery.Since"/> fetches them, and the engine keeps only its last 256.
    /// </summary>
    /// <exception cref="DockerUnavailableException">The engine went away, or ended the stream at its shutdown.</exception>
    IAsyncEnumerable<DockerEvent> WatchAsync(EventQuery query, CancellationToken cancellationToken);
}

/// <summary>Which events to watch: all by default. Each list is an "or", except that labels must all fit.</summary>
public sealed record EventQuery
{
    /// <summary>Such as <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Such as <c>start</c>, <c>die</c>, <c>oom</c>, <c>health_status</c>.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Each <c>key</c> or <c>key=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>First what the engine still has since then; null: only what is new.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>End with what happened before then; null: never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <param name="Type"><c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c> …</param>
/// <param name="Action">The word before a colon: <c>die</c>, <c>exec_create</c>, <c>health_status</c> …</param>
/// <param name="Detail">What follows the colon: a command, or <c>healthy</c>; null without.</param>
/// <param name="ActorId">The id of what it happened to; for images a name where they have one.</param>
/// <param name="Attributes">Its labels, mixed with the event's own, such as <c>exitCode</c>, <c>signal</c>, <c>name</c>.</param>
public sealed record DockerEvent(
    string Type, string Action, string? Detail, string ActorId, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset At);
