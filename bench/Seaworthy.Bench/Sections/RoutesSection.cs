using System.Diagnostics;
using Seaworthy.Bench.Measuring;
using Seaworthy.Bench.Proxies;
using Seaworthy.Edge.Client;

namespace Seaworthy.Bench.Sections;

/// <summary>How long the edge takes to serve by a changed table, and how much memory a table takes.</summary>
public static class RoutesSection
{
    private const int Rounds = 20;
    private const int Upstream = 9;
    private static readonly int[] counts = [10, 1000, 5000];

    public static async Task RunAsync(BenchRun bench)
    {
        foreach (var count in counts)
        {
            await using var edge = await AloneEdge.StartAsync(bench.Cancel);
            var table = AloneEdge.Table(1, count, Upstream);
            await PutAsync(edge.Client, table, bench.Cancel);
            var changes = new Samples();
            for (var round = 1; round <= Rounds; round++)
            {
                var change = new TableChange { Base = table.Version, Version = table.Version + 1, Apps = [AloneEdge.App(count - 1, Upstream + round)], Removed = [] };
                var clock = Stopwatch.StartNew();
                await ChangeAsync(edge.Client, change, bench.Cancel);
                changes.Add(clock.Elapsed.TotalMilliseconds);
                table = table with { Version = change.Version, Apps = [.. table.Apps.SkipLast(1), .. change.Apps] };
            }
            bench.Report.Add(new Figure("routes", $"one change among {count:#,0} apps", changes.Median, "ms") { Aim = count == counts[^1] ? 10 : null, Note = $"{changes} ms" });
            bench.Report.Add(new Figure("routes", $"edge with {count:#,0} apps", ProcessCost.MemoryOf(edge.Process.ProcessId), "MB"));
            // After a restart, and now and then.
            var wholes = new Samples();
            for (var round = 1; round <= Rounds; round++)
            {
                table = table with { Version = table.Version + 1, Apps = [.. table.Apps.SkipLast(1), AloneEdge.App(count - 1, Upstream + round)] };
                var clock = Stopwatch.StartNew();
                await PutAsync(edge.Client, table, bench.Cancel);
                wholes.Add(clock.Elapsed.TotalMilliseconds);
            }
            bench.Report.Add(new Figure("routes", $"the whole table of {count:#,0} apps", wholes.Median, "ms") { Note = $"{wholes} ms" });
            bench.Report.Add(new Figure("routes", $"edge after {Rounds} whole tables of {count:#,0} apps", ProcessCost.MemoryOf(edge.Process.ProcessId), "MB"));
        }
    }

    private static async Task PutAsync(EdgeClient client, RouteTable table, CancellationToken cancel)
    {
        if (await client.PutTableAsync(table, cancel) is not PutTableResult.Applied)
            throw new InvalidOperationException("The edge did not apply the table.");
    }

    private static async Task ChangeAsync(EdgeClient client, TableChange change, CancellationToken cancel)
    {
        if (await client.ChangeTableAsync(change, cancel) is not ChangeTableResult.Applied)
            throw new InvalidOperationException("The edge did not apply the change.");
    }
}
