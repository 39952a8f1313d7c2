using System.Diagnostics;
using System.Net;
using Seaworthy.Bench.Measuring;
using Seaworthy.Docker;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;

namespace Seaworthy.Bench.Sections;

/// <summary>From the call with a ready image to the first answer of the new release, against creating and starting the same container by hand.</summary>
public static class DeploySection
{
    private const int Rounds = 7;

    public static async Task RunAsync(BenchRun bench)
    {
        var images = await ReadyImages.CreateAsync(await bench.WorldAsync(), bench.Cancel);
        var (ours, floor) = (new Samples(), new Samples());
        for (var round = 0; round < Rounds; round++)
        {
            floor.Add(await FloorAsync(images.App, bench.Cancel));
            var (milliseconds, deployment) = await images.DeployAsync(round, bench.Cancel);
            ours.Add(milliseconds);
            await images.SettlesAsync(deployment, bench.Cancel);
        }
        bench.Report.Add(new Figure("deploy", "ready image, call to first answer", ours.Median, "ms")
        {
            Floor = floor.Median, Aim = 1.5, AimsAtRatio = true, Note = $"medians; {ours}; floor {floor}",
        });
    }

    /// <summary>The container that serves now, once more: the same image, limits and network, polled at its own address.</summary>
    private static async Task<double> FloorAsync(TestedApp app, CancellationToken cancel)
    {
        using var docker = new DockerEngine(new DockerEngineOptions { SocketPath = app.World.Installation.Engine.Socket });
        var running = (await docker.Containers.InspectAsync((await Containers.Ids(app, cancel))[0], cancel))!;
        var name = $"seaworthy-bench-{Guid.NewGuid():n}";
        var network = running.Networks.Keys.First();
        var spec = new ContainerSpec
        {
            Name = name,
            Image = running.ImageId,
            Environment = new Dictionary<string, string> { ["PORT"] = "8080" },
            Limits = running.Host.Limits,
            CapDrop = ["ALL"],
            CapAdd = ["NET_BIND_SERVICE"],
            SecurityOptions = ["no-new-privileges"],
            RestartPolicy = ContainerRestartPolicy.UnlessStopped,
            Network = new NetworkAttachment(network, null),
        };
        var clock = Stopwatch.StartNew();
        try
        {
            await docker.Containers.CreateAsync(spec, cancel);
            await docker.Containers.StartAsync(name, cancel);
            var address = (await docker.Containers.InspectAsync(name, cancel))!.Networks[network].Address!;
            await AnswersAsync(new IPEndPoint(address, 8080), cancel);
            return clock.Elapsed.TotalMilliseconds;
        }
        finally
        {
            await docker.Containers.RemoveAsync(name, new ContainerRemoval { Force = true }, CancellationToken.None);
        }
    }

    private static async Task AnswersAsync(IPEndPoint address, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var connection = await HttpExchange.Connect(address, cancel);
                await connection.Send("GET", "floor", "/", null, keepAlive: false, cancel);
                return;
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException && tries < 10_000)
            {
                await Task.Delay(1, cancel);
            }
        }
    }
}
