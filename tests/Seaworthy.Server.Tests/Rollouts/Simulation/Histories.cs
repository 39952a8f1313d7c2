using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// Thousands of histories, lived once and shared by the tests that each look at one invariant. <c>SEAWORTHY_SEED</c> repeats one
/// history; <c>SEAWORTHY_LONG=1</c> lives fifty times as many. A busy machine lives fewer, in the same time.
/// </summary>
public sealed class Histories
{
    private const int Count = 2000;
    private const int JournalLines = 70;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, string> broken = [];
    private int lived;

    public Histories()
    {
        var isLong = Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1";
        var seeds = Environment.GetEnvironmentVariable("SEAWORTHY_SEED") is { Length: > 0 } seed
            ? [int.Parse(seed, CultureInfo.InvariantCulture)]
            : Enumerable.Range(Random.Shared.Next(int.MaxValue / 2), isLong ? Count * 50 : Count);
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(seeds, (seed, loop) =>
        {
            if (clock.Elapsed > Budget && !isLong)
                loop.Stop();
            else
                Live(seed);
        });
    }

    public int Lived => lived;

    /// <summary>The first history in which this invariant was broken, told; null if it held in all of them.</summary>
    public string? BreakOf(string invariant) => broken.GetValueOrDefault(invariant);

    private void Live(int seed)
    {
        Interlocked.Increment(ref lived);
        var history = new History(seed);
        try
        {
            history.Run();
        }
        catch (Exception e)
        {
            var invariant = (e as InvariantBrokenException)?.Invariant ?? "World";
            broken.TryAdd(invariant, $"{e.Message}\nSEAWORTHY_SEED={seed}\n{string.Join('\n', history.Journal.TakeLast(JournalLines))}\n{(e is InvariantBrokenException ? "" : e.StackTrace)}");
        }
    }
}
