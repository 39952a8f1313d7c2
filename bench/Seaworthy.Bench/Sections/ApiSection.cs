using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.Bench.Sections;

/// <summary>How quickly the list of a hundred apps is answered.</summary>
public static class ApiSection
{
    private const int Apps = 100;

    public static async Task RunAsync(BenchRun bench)
    {
        var world = await bench.FreshWorldAsync();
        for (var number = 0; number < Apps; number++)
            await TestedApp.Create(world, [], bench.Cancel);
        var token = await world.CreateToken("bench", bench.Cancel);
        var url = new Uri(world.Installation.ServerAddress, $"/api/v1/apps?limit={Apps}");
        IReadOnlyList<string> headers = [$"Authorization: Bearer {token}"];
        await Wrk.RunAsync(url, 8, TimeSpan.FromSeconds(5), headers, bench.Cancel);
        var result = await Wrk.RunAsync(url, 8, TimeSpan.FromSeconds(10), headers, bench.Cancel);
        if (result.Failed > 0)
            throw new InvalidOperationException($"{result.Failed} of {result.Requests} requests failed.");
        bench.Report.Add(new Figure("api", $"GET /api/v1/apps with {Apps} apps", result.PerSecond, "requests/s") { MoreIsBetter = true, Note = "8 connections" });
        bench.Report.Add(new Figure("api", $"GET /api/v1/apps with {Apps} apps, p95", result.P95, "ms"));
        await bench.CloseAsync();
    }
}
