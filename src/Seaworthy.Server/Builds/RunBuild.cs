using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>One attempt at a build, of whatever kind its source is.</summary>
internal sealed class RunBuild(DiskReserve disk, GitBuild git, ImageBuild image)
{
    /// <exception cref="BuildFailedException">It cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, BuildOutput output, CancellationToken ct)
    {
        await disk.CheckAsync(ct);
        return build.Kind switch
        {
            "git" => await git.RunAsync(build, output, ct),
            "image" => await image.RunAsync(build, output, ct),
            var kind => throw new InvalidOperationException($"A source of kind {kind} cannot be built."),
        };
    }
}
