namespace Seaworthy.SystemTests.Torture;

/// <summary>One round of changes, each after its delay, and a fault in the midst of them.</summary>
/// <param name="Changes">For each app in turn, what is asked of it and how long after the round's begin.</param>
public sealed record Round(int Number, IReadOnlyList<(Change Change, TimeSpan After)> Changes, Fault Fault, TimeSpan FaultAfter)
{
    private static readonly Change[] changes = Enum.GetValues<Change>();
    private static readonly Fault[] faults = Enum.GetValues<Fault>();

    /// <summary>The same for the same seed, number and count of apps.</summary>
    public static Round Of(int seed, int number, int apps)
    {
        var random = new Random(HashCode(seed, number));
        return new Round(
            number,
            [.. Enumerable.Range(0, apps).Select(_ => (changes[random.Next(changes.Length)], TimeSpan.FromSeconds(random.NextDouble() * 2)))],
            // In turn, so that a short run has one of each kind; by chance is when.
            faults[(seed + number) % faults.Length],
            TimeSpan.FromSeconds(random.NextDouble() * 8));
    }

    public override string ToString() =>
        $"round {Number}: {string.Join(", ", Changes.Select(change => $"{change.Change} after {change.After.TotalSeconds:0.0} s"))}; {Fault} after {FaultAfter.TotalSeconds:0.0} s";

    /// <summary>Unlike <see cref="System.HashCode"/>, the same in every process.</summary>
    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 7919));
}
