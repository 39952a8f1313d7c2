using System.Text.Json;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>A build of a Git repository: resolve, check out, build.</summary>
internal sealed class GitBuild(GitRepository git, DataKeys keys, SourceBuild source, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The source cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var commit = await CheckoutAsync(build, workspace, output, ct);
        return await source.RunAsync(build, workspace, await git.TreeAsync(commit.Id, workspace, ct), output, ct);
    }

    private async Task<GitCommit> CheckoutAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var url = await UrlAsync(build, ct);
        if (!GitRef.TryParse(build.Ref, out var reference, out var error))
            throw new BuildFailedException($"The stored name {build.Ref} {error}.");
        var id = build.Revision ?? await git.ResolveAsync(url, reference, workspace, ct);
        await store.RecordRevisionAsync(build.RevisionId, id, "", "", ct);
        await output.NoteAsync($"Fetching {id} ({reference}) from {url}");
        var commit = await git.CheckoutAsync(url, reference, id, workspace, ct);
        await store.RecordCommitAsync(build.RevisionId, commit, ct);
        await output.NoteAsync($"Checked out {commit.Id[..12]} \"{commit.Message}\" by {commit.Author}");
        return commit;
    }

    private async Task<GitUrl> UrlAsync(ClaimedBuild build, CancellationToken ct)
    {
        if (!GitUrl.TryParse(build.Url, out var url, out var error))
            throw new BuildFailedException($"The stored address {build.Url} {error}.");
        if (build.Credentials is null || build.DataKeyId is null)
            return url;
        var plain = await keys.OpenAsync(new Sealed(build.Credentials, build.DataKeyId.Value), RequestBuild.CredentialsContext(build.RevisionId), ct);
        return url.With(JsonSerializer.Deserialize<SourceCredentials>(plain));
    }
}
