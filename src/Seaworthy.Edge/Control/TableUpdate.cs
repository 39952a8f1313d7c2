namespace Seaworthy.Edge.Control;

/// <summary>What became of a declared table.</summary>
internal abstract record TableUpdate
{
    public sealed record Applied(long Version) : TableUpdate;

    public sealed record Stale(long AppliedVersion) : TableUpdate;

    public sealed record Rejected(IReadOnlyDictionary<string, IReadOnlyList<string>> Faults) : TableUpdate;
}
