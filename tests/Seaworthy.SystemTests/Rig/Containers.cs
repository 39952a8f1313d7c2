namespace Seaworthy.SystemTests.Rig;

/// <summary>What the engine itself says about an app's containers.</summary>
public static class Containers
{
    /// <summary>How many there are, in whatever state.</summary>
    public static async Task<int> Of(TestedApp app, CancellationToken cancel) => (await Ids(app, cancel)).Length;

    public static Task<string[]> Ids(TestedApp app, CancellationToken cancel) => app.World.Installation.Engine.DockerIds(
        ["container", "ls", "--all", "--quiet", "--no-trunc", "--filter", $"label=seaworthy.app={app.Id}"], cancel);
}
