using Seaworthy.Bench.Measuring;

namespace Seaworthy.Bench.Sections;

/// <summary>Rolling back when the previous instances are gone (cold), and while they still run (draining).</summary>
public static class RollbackSection
{
    private const int Rounds = 5;

    public static async Task RunAsync(BenchRun bench)
    {
        var images = await ReadyImages.CreateAsync(await bench.WorldAsync(), bench.Cancel);
        var (cold, draining) = (new Samples(), new Samples());
        for (var round = 0; round < Rounds; round++)
        {
            var (_, deployed) = await images.DeployAsync(0, bench.Cancel);
            await images.SettlesAsync(deployed, bench.Cancel);
            var (_, newer) = await images.DeployAsync(1, bench.Cancel);
            var back = (await images.App.Deployment(deployed.Id, bench.Cancel)).Release!.Value;
            var (warm, rolledBack) = await images.RollBackAsync(back, "A", bench.Cancel);
            draining.Add(warm);
            await images.SettlesAsync(rolledBack, bench.Cancel);

            var forth = (await images.App.Deployment(newer.Id, bench.Cancel)).Release!.Value;
            var (milliseconds, again) = await images.RollBackAsync(forth, "B", bench.Cancel);
            cold.Add(milliseconds);
            await images.SettlesAsync(again, bench.Cancel);
        }
        bench.Report.Add(new Figure("rollback", "cold, call to first answer, p95", cold.Percentile(0.95) / 1000, "s") { Aim = 2, Note = $"median {cold.Median:0} ms; {cold} ms" });
        bench.Report.Add(new Figure("rollback", "while the previous instances drain, p95", draining.Percentile(0.95) / 1000, "s") { Aim = 0.5, Note = $"median {draining.Median:0} ms; {draining} ms" });
    }
}
