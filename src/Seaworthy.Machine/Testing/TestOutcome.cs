namespace Seaworthy.Machine.Testing;

/// <summary>What came of one test project.</summary>
/// <param name="Trouble">Why the project itself counts as failed (it crashed, ran out of time, ran nothing); null when its counts tell all.</param>
/// <param name="Output">Everything it printed.</param>
public sealed record TestOutcome(TestProject Project, TestCounts Counts, TimeSpan Duration, string? Trouble, string Output)
{
    public bool Succeeded => Trouble is null && Counts.Failed == 0;

    /// <summary>What it adds to the sum: a project in trouble is a failure even where no test of it failed.</summary>
    public TestCounts Weight => Trouble is null ? Counts : Counts with { Failed = Math.Max(1, Counts.Failed) };

    /// <summary>Weighs the exit code against the report: neither alone tells a crash from a failure.</summary>
    /// <param name="exitCode">Null when it was stopped at its deadline.</param>
    public static string? FindTrouble(int? exitCode, TestCounts? counts, TimeSpan deadline) => (exitCode, counts) switch
    {
        (null, _) => $"was not done after {deadline.TotalMinutes:0.#} min and was stopped",
        ({ } code, null) => $"crashed with exit code {code} before it could report",
        (_, { Total: 0 }) => "ran no test",
        ({ } code and not 0, { Failed: 0 }) => $"ended with exit code {code} although no test failed",
        _ => null,
    };
}
