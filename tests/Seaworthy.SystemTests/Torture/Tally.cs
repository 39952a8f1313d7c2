using System.Collections.Concurrent;

namespace Seaworthy.SystemTests.Torture;

/// <summary>What happened how often, and what should never have happened.</summary>
public sealed class Tally(TortureOptions options)
{
    private readonly ConcurrentDictionary<string, int> counts = [];
    private readonly ConcurrentQueue<string> violations = [];

    public IReadOnlyCollection<string> Violations => violations;

    public void Count(string what, int times = 1) => counts.AddOrUpdate(what, times, (_, before) => before + times);

    public void Violation(Round round, string what)
    {
        Console.WriteLine($"    {what}");
        violations.Enqueue($"{round}\n    {what}");
    }

    /// <summary>The summary table, and the violations below it.</summary>
    public override string ToString() =>
        $"""
        Torture from seed {options.Seed}, {options.Duration.TotalMinutes:0} minutes
        {string.Join('\n', counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"  {pair.Key,-40}{pair.Value,10:n0}"))}
          {"violations",-40}{violations.Count,10:n0}
        {string.Join('\n', violations)}
        """;
}
