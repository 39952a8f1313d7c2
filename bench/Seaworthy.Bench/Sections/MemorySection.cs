using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Https;

namespace Seaworthy.Bench.Sections;

/// <summary>What Seaworthy itself takes of the machine while nothing happens, with no app, 20 and 200 running ones; Caddy stands in front.</summary>
public static class MemorySection
{
    /// <summary>Room for a network of each app.</summary>
    private const string Subnets = "10.64.0.0/16";

    private static readonly int[] counts = [0, 20, 200];
    private static readonly TimeSpan settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan watched = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(BenchRun bench)
    {
        await bench.CloseAsync();
        await using var https = new HttpsWorld { Subnets = Subnets };
        await https.InitializeAsync();
        var world = https.World;
        var apps = 0;
        foreach (var count in counts)
        {
            for (; apps < count; apps++)
            {
                var app = await TestedApp.Create(world, [("memory_limit", 64 << 20)], bench.Cancel);
                await app.BecomesLive(await app.DeployImage(world.Image, bench.Cancel), bench.Cancel);
            }
            await Task.Delay(settling, bench.Cancel);
            await MeasureAsync(bench, https, count);
        }
    }

    private static async Task MeasureAsync(BenchRun bench, HttpsWorld https, int apps)
    {
        var installation = https.World.Installation;
        (string Name, int Process)[] parts =
        [
            ("server", installation.ServerProcessId), ("edge", installation.EdgeProcessId), ("PostgreSQL", installation.Database.ProcessId),
            ("Caddy", await https.Front.ProcessId(bench.Cancel)),
        ];
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
