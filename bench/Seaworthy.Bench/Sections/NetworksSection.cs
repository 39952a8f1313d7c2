using System.Diagnostics;
using System.Globalization;
using System.Net;
using Seaworthy.Bench.Measuring;
using Seaworthy.Docker;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Sections;

/// <summary>
/// What one more app's network costs beside 10, 100 and 500 apps that run, against creating the same network by the Engine API alone, and how many rules the
/// firewall has then. On an engine of its own, in a network namespace: its rules are nobody else's, and go with it.
/// </summary>
public static class NetworksSection
{
    private const int Rounds = 7;
    private const int FilledAtOnce = 4;

    /// <summary>Room for a thousand apps; the floor's networks lie beside it.</summary>
    private const string Subnets = "10.64.0.0/16";
    private static readonly IPNetwork ofFloor = IPNetwork.Parse("10.65.0.0/26");
    private static readonly int[] counts = [10, 100, 500];
    private const string Step = "network create";

    /// <summary>An engine that takes down a network makes others wait.</summary>
    private static readonly TimeSpan settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(BenchRun bench)
    {
        await bench.CloseAsync();
        // As a server does on its own host; from the engine's network namespace it cannot.
        NeighbourTable.Raise();
        await using var world = await World.StartOnOwnEngine("bench-networks", bench.Cancel, new Dictionary<string, string> { ["SEAWORTHY_SUBNETS"] = Subnets });
        var apps = 0;
        foreach (var count in counts)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = FilledAtOnce, CancellationToken = bench.Cancel };
            await Parallel.ForEachAsync(Enumerable.Range(apps, count - apps), options, async (_, cancel) => await LiveAsync(world, cancel));
            apps = count;
            await MeasureAsync(bench, world, count);
        }
    }

    private static async Task MeasureAsync(BenchRun bench, World world, int apps)
    {
        var (network, deploy, floor) = (new Samples(), new Samples(), new Samples());
        for (var round = 0; round < Rounds; round++)
        {
            await Task.Delay(settling, bench.Cancel);
            floor.Add(await FloorAsync(world, bench.Cancel));
            await Task.Delay(settling, bench.Cancel);
            var (app, milliseconds) = await LiveAsync(world, bench.Cancel);
            deploy.Add(milliseconds);
            network.Add(await NetworkAsync(app, bench.Cancel));
            await app.Delete(bench.Cancel);
            await Eventually.True(async token => await Networks.Of(app, token) == 0, patience, "its network is gone", bench.Cancel);
        }
        bench.Report.Add(new Figure("networks", $"the network of one more app beside {apps}", network.Median, "ms")
        {
            Floor = floor.Median, Note = $"p95 {network.Percentile(0.95):0}; {network}; floor p95 {floor.Percentile(0.95):0}, {floor}",
        });
        bench.Report.Add(new Figure("networks", $"its first deployment, call to first answer, beside {apps}", deploy.Median, "ms") { Note = $"{deploy}" });
        bench.Report.Add(new Figure("networks", $"firewall rules with {apps} apps", await RulesAsync(world, bench.Cancel), "")
        {
            Note = $"{(await world.Installation.FirewallRules(null, bench.Cancel)).Length} of them Seaworthy's, its chain included",
        });
    }

    private static async Task<(TestedApp App, double Milliseconds)> LiveAsync(World world, CancellationToken cancel)
    {
        var app = await TestedApp.Create(world, [("memory_limit", 64 << 20)], cancel);
        var clock = Stopwatch.StartNew();
        await app.DeployImage(world.Image, cancel);
        while ((await app.Answer("/", cancel)).Status != 200)
        {
            if (clock.Elapsed > patience)
                throw new TimeoutException($"{app.Slug} does not answer.");
            // Not more often: what asks takes the processor from what is measured.
            await Task.Delay(5, cancel);
        }
        return (app, clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>From the server's log, which says when a step begins, to the event that it leaves when it is done.</summary>
    private static async Task<double> NetworkAsync(TestedApp app, CancellationToken cancel)
    {
        var installation = app.World.Installation;
        var line = (await File.ReadAllLinesAsync(Path.Combine(installation.Artifacts, "server.log"), cancel)).First(line => line.Contains($"App {app.Id}: {Step}", StringComparison.Ordinal));
        var begun = DateTimeOffset.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
        var events = await installation.Admin.Get<EventView[]>($"{app.Path}/events?limit=200", cancel);
        return (events.First(told => told.Text.StartsWith(Step, StringComparison.Ordinal)).At - begun).TotalMilliseconds;
    }

    private static async Task<double> FloorAsync(World world, CancellationToken cancel)
    {
        using var docker = new DockerEngine(new DockerEngineOptions { SocketPath = world.Installation.Engine.Socket });
        var spec = new NetworkSpec
        {
            Name = $"seaworthy-bench-{Guid.NewGuid():n}",
            Subnet = ofFloor,
            Gateway = IPAddress.Parse("10.65.0.1"),
            BridgeName = $"bench{Random.Shared.Next().ToString("x8", CultureInfo.InvariantCulture)}",
            Labels = new Dictionary<string, string>(),
        };
        var clock = Stopwatch.StartNew();
        if (await docker.Networks.CreateAsync(spec, cancel) is not CreateNetworkResult.Created)
            throw new InvalidOperationException("The engine did not create the floor's network.");
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        await docker.Networks.RemoveAsync(spec.Name, cancel);
        return milliseconds;
    }

    /// <summary>Of the tables that the engine writes.</summary>
    private static async Task<double> RulesAsync(World world, CancellationToken cancel)
    {
        var rules = 0;
        foreach (var table in (string[])["filter", "nat"])
        {
            string[] command = [.. world.Installation.Engine.Inside, "iptables", "-w", "10", "-t", table, "-S"];
            rules += (await Tool.Run(command[0], command[1..], cancel)).Split('\n').Count(line => line.StartsWith("-A ", StringComparison.Ordinal));
        }
        return rules;
    }
}
