namespace Seaworthy.SystemTests.Rig;

/// <summary>What the engine itself says about an app's containers.</summary>
public static class Containers
{
    /// <summary>How many there are, in whatever state.</summary>
    public static async Task<int> Of(TestedApp app, CancellationToken cancel) => (await Ids(app, cancel)).Length;

    public static Task<string[]> Ids(TestedApp app, CancellationToken cancel) => app.World.Installation.Engine.DockerIds(
        ["container", "ls", "--all", "--quiet", "--no-trunc", "--filter", $"label=seaworthy.app={app.Id}"], cancel);

    /// <summary>The one running container of a process that is not on its way out.</summary>
    public static async Task<string> Running(TestedApp app, string process, CancellationToken cancel) =>
        (await app.World.Installation.Engine.DockerIds(
            ["container", "ls", "--quiet", "--no-trunc", "--filter", $"label=seaworthy.app={app.Id}", "--filter", $"label=seaworthy.process={process}"], cancel))[0];

    /// <summary>No process has two containers: what was replaced is gone.</summary>
    public static async Task<bool> AreSettled(TestedApp app, CancellationToken cancel)
    {
        var processes = (await app.World.Installation.Engine.Docker(
            ["container", "ls", "--all", "--filter", $"label=seaworthy.app={app.Id}", "--format", "{{.Label \"seaworthy.process\"}}"], cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return processes.Distinct().Count() == processes.Length;
    }
}
