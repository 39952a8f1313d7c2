namespace Seaworthy.Edge.Control;

/// <summary>What became of a declared table.</summary>
internal abstract record TableUpdate
{
    public sealed record Applied(long Version) : TableUpdate;

    public sealed record Stale(long AppliedVersion) : TableUpdate;

    /// <summary>Another process takes over, or has: it is the one to be told.</summary>
    public sealed record NotInOffice : TableUpdate;

    public sealed record Rejected(IReadOnlyDictionary<string, IReadOnlyList<string>> Faults) : TableUpdate;
}
