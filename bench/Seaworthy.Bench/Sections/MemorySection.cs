using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.Bench.Sections;

/// <summary>What Seaworthy itself takes of the machine while nothing happens, with no app, 20 and 200 running ones.</summary>
public static class MemorySection
{
    private static readonly int[] counts = [0, 20, 200];
    private static readonly TimeSpan settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan watched = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchRun bench)
    {
        var world = await bench.FreshWorldAsync();
        var apps = 0;
        foreach (var count in counts)
        {
            for (; apps < count; apps++)
            {
                var app = await TestedApp.Create(world, [("memory_limit", 64 << 20)], bench.Cancel);
                await app.BecomesLive(await app.DeployImage(world.Image, bench.Cancel), bench.Cancel);
            }
            await Task.Delay(settling, bench.Cancel);
            await MeasureAsync(bench, world, count);
        }
        await bench.CloseAsync();
    }

    private static async Task MeasureAsync(BenchRun bench, World world, int apps)
    {
        var installation = world.Installation;
        (string Name, int Process)[] parts = [("server", installation.ServerProcessId), ("edge", installation.EdgeProcessId), ("PostgreSQL", installation.Database.ProcessId)];
        var before = parts.Select(part => ProcessCost.ProcessorOf(part.Process)).ToList();
        await Task.Delay(watched, bench.Cancel);
        var processor = parts.Select((part, index) => (ProcessCost.ProcessorOf(part.Process) - before[index]) / watched.TotalSeconds * 100).ToList();
        var memory = parts.Select(part => ProcessCost.MemoryOf(part.Process)).ToList();
        bench.Report.Add(new Figure("memory", $"all together, {apps} apps", memory.Sum(), "MB")
        {
            Aim = 200, Note = $"PSS: {string.Join(", ", parts.Select((part, index) => $"{part.Name} {memory[index]:0}"))}",
        });
        bench.Report.Add(new Figure("memory", $"processor while idle, {apps} apps", processor.Sum(), "% of a core")
        {
            Note = string.Join(", ", parts.Select((part, index) => $"{part.Name} {processor[index]:0.0}")),
        });
    }
}
