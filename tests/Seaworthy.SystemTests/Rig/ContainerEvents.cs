using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Seaworthy.SystemTests.Rig;

/// <summary>
/// What the engine itself tells of an app's containers while this watches: starts and ends, in their order, each as
/// <c>start web</c> or <c>die release</c>.
/// </summary>
public sealed class ContainerEvents : IAsyncDisposable
{
    private readonly Process events;
    private readonly ConcurrentQueue<string> seen = new();
    private readonly Task reading;

    private ContainerEvents(Process events)
    {
        this.events = events;
        reading = Read();
    }

    public IReadOnlyList<string> Order => [.. seen];

    public int Starts(string process) => seen.Count(what => what == $"start {process}");

    /// <summary>From now on; what happened in the second before may be among it.</summary>
    public static ContainerEvents Watch(TestedApp app)
    {
        // "since" makes the engine replay what happens until it has subscribed, so that nothing is missed.
        var since = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new ContainerEvents(Process.Start(new ProcessStartInfo("docker",
        [
            "--host", $"unix://{app.World.Installation.Engine.Socket}", "events", "--since", $"{since}", "--filter", $"label=seaworthy.app={app.Id}", "--filter", "type=container",
            "--filter", "event=start", "--filter", "event=die", "--format", "{{json .}}",
        ])
        { RedirectStandardOutput = true })!);
    }

    public async ValueTask DisposeAsync()
    {
        events.Kill();
        await reading;
        events.Dispose();
    }

    private async Task Read()
    {
        while (await events.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var what = JsonNode.Parse(line)!;
            seen.Enqueue($"{what["Action"]} {what["Actor"]!["Attributes"]!["seaworthy.process"]}");
        }
    }
}
