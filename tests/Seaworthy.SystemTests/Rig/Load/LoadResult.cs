namespace Seaworthy.SystemTests.Rig.Load;

/// <summary>What went wrong with one request: <see cref="At"/> is counted from the load's start.</summary>
public sealed record LoadFailure(TimeSpan At, string What)
{
    public override string ToString() => $"{At.TotalSeconds:0.000} s: {What}";
}

/// <summary>When a version answered, counted from the load's start.</summary>
public sealed record VersionSeen(string Version, int Answers, TimeSpan First, TimeSpan Last)
{
    public override string ToString() => $"{Version} × {Answers} from {First.TotalSeconds:0.000} s to {Last.TotalSeconds:0.000} s";
}

/// <summary>What a load saw. Its text is made for the message of an assertion.</summary>
public sealed record LoadResult(
    TimeSpan Duration,
    IReadOnlyDictionary<int, int> Statuses,
    IReadOnlyList<LoadFailure> Failures,
    IReadOnlyList<VersionSeen> Versions,
    TimeSpan Median,
    TimeSpan Percentile99,
    TimeSpan Slowest)
{
    private const int Shown = 20;

    /// <summary>Answers, of whatever status; a request without one is among the failures only.</summary>
    public int Answers => Statuses.Values.Sum();

    /// <exception cref="ShouldAssertException">A request failed, or there were hardly any: then nothing was tested.</exception>
    public void ShouldHaveNoFailure()
    {
        Answers.ShouldBeGreaterThan(0, ToString());
        Failures.ShouldBeEmpty(ToString());
    }

    public override string ToString() =>
        $"""
        {Answers} answers in {Duration.TotalSeconds:0.0} s, median {Median.TotalMilliseconds:0.0} ms, slowest {Slowest.TotalMilliseconds:0} ms
        statuses: {string.Join(", ", Statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} × {pair.Value}"))}
        versions: {string.Join(", ", Versions)}
        failures: {Failures.Count}{string.Concat(Failures.Take(Shown).Select(failure => $"\n  {failure}"))}{(Failures.Count > Shown ? "\n  …" : "")}
        """;
}
