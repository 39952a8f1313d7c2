using System.Diagnostics;
using Seaworthy.Bench.Measuring;

namespace Seaworthy.Bench.Sections;

/// <summary>From the start of the server's process until it is ready.</summary>
public static class StartSection
{
    private const int Rounds = 7;

    public static async Task RunAsync(BenchRun bench)
    {
        var installation = (await bench.WorldAsync()).Installation;
        var samples = new Samples();
        for (var round = 0; round < Rounds; round++)
        {
            await installation.StopServer(bench.Cancel);
            var clock = Stopwatch.StartNew();
            installation.StartServer();
            await installation.BecomesReady(bench.Cancel);
            samples.Add(clock.Elapsed.TotalSeconds);
        }
        bench.Report.Add(new Figure("start", "server start to ready", samples.Median, "s") { Aim = 2, Note = $"{samples} s" });
    }
}
