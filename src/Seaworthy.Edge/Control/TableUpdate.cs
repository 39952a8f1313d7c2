namespace Seaworthy.Edge.Control;

/// <summary>What became of a declared table, or of a change.</summary>
internal abstract record TableUpdate
{
    public sealed record Applied(long Version) : TableUpdate;

    public sealed record Stale(long AppliedVersion) : TableUpdate;

    /// <summary>A change of another table than the one that serves, or one more than is kept.</summary>
    public sealed record WholeNeeded(long AppliedVersion) : TableUpdate;

    /// <summary>Another process takes over, or has: it is the one to be told.</summary>
    public sealed record NotInOffice : TableUpdate;

    public sealed record Rejected(IReadOnlyDictionary<string, IReadOnlyList<string>> Faults) : TableUpdate;
}
