namespace Seaworthy.SystemTests.Rig;

/// <summary>What the engine itself says about an app's network.</summary>
public static class Networks
{
    /// <summary>How many it has: none or one.</summary>
    public static async Task<int> Of(TestedApp app, CancellationToken cancel) => (await app.World.Installation.Engine.DockerIds(
        ["network", "ls", "--quiet", "--filter", $"label=seaworthy.app={app.Id}"], cancel)).Length;
}
