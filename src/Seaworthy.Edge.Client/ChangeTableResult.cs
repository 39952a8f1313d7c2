namespace Seaworthy.Edge.Client;

/// <summary>What the edge said to a change of its table.</summary>
public abstract record ChangeTableResult
{
    private ChangeTableResult() { }

    /// <summary>The changed table serves every new request from now on, and is on disk.</summary>
    public sealed record Applied(long Version) : ChangeTableResult;

    /// <summary>
    /// Nothing was changed, and the whole table is to be put: the edge has another one than <see cref="TableChange.Base"/>, or keeps as many
    /// changes as it does, or knows of no changes since it is older than its client.
    /// </summary>
    /// <param name="AppliedVersion">Null: it does not say.</param>
    public sealed record WholeNeeded(long? AppliedVersion) : ChangeTableResult;

    /// <summary>The change is malformed, or does not go together with the rest of the table; the old one still serves. The message names each faulty field.</summary>
    public sealed record Rejected(string Message) : ChangeTableResult;
}
