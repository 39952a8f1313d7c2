namespace Seaworthy.Edge.Client;

/// <summary>What the edge said to a new table.</summary>
public abstract record PutTableResult
{
    private PutTableResult() { }

    /// <summary>The table serves every new request from now on, and is on disk.</summary>
    public sealed record Applied(long Version) : PutTableResult;

    /// <summary>The edge has a table at least as new, with other content.</summary>
    public sealed record Stale(long AppliedVersion) : PutTableResult;

    /// <summary>The table is malformed; the old one still serves. The message names each faulty field.</summary>
    public sealed record Rejected(string Message) : PutTableResult;
}
