using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig.Load;

namespace Seaworthy.Bench.Sections;

/// <summary>Failed requests of an app that is deployed again and again while it is visited, over kept and over fresh connections.</summary>
public static class LoadSection
{
    private const int Deployments = 20;

    public static async Task RunAsync(BenchRun bench)
    {
        var images = await ReadyImages.CreateAsync(await bench.WorldAsync(), bench.Cancel);
        await using var kept = SteadyLoad.Start(images.App.Load with { Rate = 150 });
        await using var fresh = SteadyLoad.Start(images.App.Load with { Rate = 150, KeepAlive = false });
        for (var round = 0; round < Deployments; round++)
            await images.DeployAsync(round, bench.Cancel);
        var results = new[] { await kept.Stop(), await fresh.Stop() };
        var failures = results.SelectMany(result => result.Failures).ToList();
        bench.Report.Add(new Figure("load", $"failed requests over {Deployments} deployments", failures.Count, "")
        {
            Aim = 0, Note = $"of {results.Sum(result => result.Answers):#,0}{(failures.Count > 0 ? $"; the first: {failures[0]}" : "")}",
        });
        bench.Report.Add(new Figure("load", "slowest request meanwhile", results.Max(result => result.Slowest).TotalMilliseconds, "ms"));
    }
}
