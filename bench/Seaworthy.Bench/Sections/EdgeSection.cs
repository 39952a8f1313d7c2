using Seaworthy.Bench.Measuring;
using Seaworthy.Bench.Proxies;

namespace Seaworthy.Bench.Sections;

/// <summary>The same load on the same small answer: directly, and through our edge, nginx, HAProxy and Caddy, in turns.</summary>
public static class EdgeSection
{
    private const int Rounds = 3;
    private const int Connections = 64;
    private static readonly TimeSpan duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(BenchRun bench)
    {
        await bench.CloseAsync();
        var cancel = bench.Cancel;
        await using var upstream = await Competitors.UpstreamAsync(cancel);
        await using var edge = await AloneEdge.StartAsync(cancel);
        await edge.Client.PutTableAsync(AloneEdge.Table(1, apps: 1, upstream.Port), cancel);
        await using var nginx = await Competitors.NginxAsync(upstream.Port, cancel);
        await using var haproxy = await Competitors.HaproxyAsync(upstream.Port, cancel);
        await using var caddy = await Competitors.CaddyAsync(upstream.Port, cancel);

        RunningProxy[] proxies = [upstream, edge.Process, nginx, haproxy, caddy];
        var rates = proxies.ToDictionary(proxy => proxy, _ => new Samples());
        var tails = proxies.ToDictionary(proxy => proxy, _ => new Samples());
        var costs = proxies.ToDictionary(proxy => proxy, _ => new Samples());
        foreach (var proxy in proxies)
            await LoadAsync(proxy, TimeSpan.FromSeconds(3), cancel);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var proxy in proxies)
            {
                var before = ProcessCost.ProcessorOf(proxy.ProcessId);
                var result = await LoadAsync(proxy, duration, cancel);
                rates[proxy].Add(result.PerSecond);
                tails[proxy].Add(result.P99);
                costs[proxy].Add((ProcessCost.ProcessorOf(proxy.ProcessId) - before) / result.Requests * 1e6);
            }
        }

        foreach (var proxy in proxies)
        {
            var name = proxy == upstream ? "direct" : proxy.Name;
            var ours = proxy == edge.Process;
            bench.Report.Add(new Figure("edge", $"{name}, requests", rates[proxy].Median, "1/s") { MoreIsBetter = true, Note = $"{Connections} connections; {rates[proxy]}" });
            bench.Report.Add(new Figure("edge", $"{name}, p99", tails[proxy].Median, "ms") { Note = ours ? $"{tails[proxy]} ms" : null });
            bench.Report.Add(new Figure("edge", $"{name}, processor time", costs[proxy].Median, "µs/request"));
        }
        var own = rates[edge.Process].Median;
        bench.Report.Add(new Figure("edge", "against Caddy", own, "1/s") { Floor = rates[caddy].Median, Aim = 2, AimsAtRatio = true, MoreIsBetter = true });
        bench.Report.Add(new Figure("edge", "against nginx", own, "1/s") { Floor = rates[nginx].Median, Aim = 0.8, AimsAtRatio = true, MoreIsBetter = true });
    }

    private static async Task<WrkResult> LoadAsync(RunningProxy proxy, TimeSpan time, CancellationToken cancel)
    {
        var result = await Wrk.RunAsync(new Uri($"http://127.0.0.1:{proxy.Port}/"), Connections, time, [], cancel);
        return result.Failed == 0 ? result : throw new InvalidOperationException($"{proxy.Name}: {result.Failed} of {result.Requests} requests failed.");
    }
}
