using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>One attempt at a build, of whatever kind its source is.</summary>
internal sealed class RunBuild(
    PlatformOptions platform, UnprivilegedUser unprivileged, IDockerEngine docker, BuildOptions options, DiskReserve disk, GitBuild git, ArchiveBuild archive, ImageBuild image, BuildQueueStore store,
    TimeProvider time)
{
    /// <exception cref="BuildFailedException">It cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    /// <exception cref="DockerUnavailableException">The engine went away during this attempt: another may succeed.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, BuildOutput output, CancellationToken ct)
    {
        await using var engine = await EngineWatch.StartAsync(docker, output, options.EnginePatience, time, ct);
        await disk.CheckAsync(ct);
        try
        {
            return await BuildAsync(build, output, ct);
        }
        catch (BuildFailedException e) when (!ct.IsCancellationRequested)
        {
            if (await engine.WentAwayAsync(ct))
                throw new DockerUnavailableException("build", "the engine ended or was restarted meanwhile", e);
            throw;
        }
    }

    private async Task<BuildResult> BuildAsync(ClaimedBuild build, BuildOutput output, CancellationToken ct) => build.Kind switch
    {
        "git" => await InWorkspaceAsync(build, workspace => git.RunAsync(build, workspace, output, ct), ct),
        "archive" or "upload" => await InWorkspaceAsync(build, workspace => archive.RunAsync(build, workspace, output, ct), ct),
        "image" => await image.RunAsync(build, output, ct),
        var kind => throw new InvalidOperationException($"A source of kind {kind} cannot be built."),
    };

    private async Task<BuildResult> InWorkspaceAsync(ClaimedBuild build, Func<Workspace, Task<BuildResult>> work, CancellationToken ct)
    {
        var folder = Path.Combine(platform.WorkDirectory, "builds", build.Id.ToString());
        var workspace = Workspace.Create(folder, await unprivileged.GetAsync(ct), session => store.RecordSessionAsync(build.Id, session));
        try
        {
            return await work(workspace);
        }
        finally
        {
            workspace.Remove();
        }
    }
}
