using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Runs;

/// <summary>The parts of a run that the tests look at.</summary>
public sealed record RunView(Guid Id, string[] Command, string Process, int Release, string Status, int? ExitCode, string? Error, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public bool HasEnded => Status is "exited" or "timed_out" or "stopped" or "failed";
}

public sealed record RunLogView(string[] Logs);

/// <summary>What an app's user does with one-off commands.</summary>
public static class TestedRuns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task<RunView> Run(this TestedApp app, object body, CancellationToken cancel) => app.World.Installation.Admin.Post<RunView>($"{app.Path}/runs", body, cancel);

    public static Task<RunView> Look(this TestedApp app, RunView run, CancellationToken cancel) => app.World.Installation.Admin.Get<RunView>($"/api/v1/runs/{run.Id}", cancel);

    public static Task<RunView> Ends(this TestedApp app, RunView run, CancellationToken cancel) =>
        Eventually.Get(token => app.Look(run, token), now => now.HasEnded, Patience, "the run ends", cancel);

    public static Task<RunView> Becomes(this TestedApp app, string status, RunView run, CancellationToken cancel) =>
        Eventually.Get(token => app.Look(run, token), now => now.Status == status, Patience, $"the run is {status}", cancel);

    public static async Task<string> LogOf(this TestedApp app, RunView run, CancellationToken cancel) =>
        string.Join('\n', (await app.World.Installation.Admin.Get<RunLogView>($"/api/v1/runs/{run.Id}/logs", cancel)).Logs);

    /// <summary>What the engine still has of a run.</summary>
    public static async Task<int> ContainersOf(this TestedApp app, RunView run, CancellationToken cancel) => (await app.World.Installation.Engine.DockerIds(
        ["container", "ls", "--all", "--quiet", "--filter", $"label=seaworthy.instance={run.Id}"], cancel)).Length;
}
