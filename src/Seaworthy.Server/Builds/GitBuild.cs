using System.Text.Json;
using Seaworthy.Packs;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Archives;
using Seaworthy.Server.Sources.DeployKeys;
using Seaworthy.Server.Sources.Lfs;
using Seaworthy.Server.Sources.Submodules;

namespace Seaworthy.Server.Builds;

/// <summary>A build of a Git repository: resolve, check out, build.</summary>
internal sealed class GitBuild(
    GitRepository git, GitSubmodules submodules, LfsFiles lfs, DeployKeyStore deployKeys, DataKeys keys, BuildOptions options, SourceBuild source, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The source cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var root = await CheckoutAsync(build, workspace, output, ct);
        var further = build.Submodules ? await submodules.FetchAsync(root, output.NoteAsync, ct) : [];
        await FetchLargeFilesAsync(build, [root, .. further], output, ct);
        return await source.RunAsync(build, workspace, await TreeAsync(root, further, ct), output, ct);
    }

    private async Task<GitCheckout> CheckoutAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var url = await UrlAsync(build, ct);
        if (!GitRef.TryParse(build.Ref, out var reference, out var error))
            throw new BuildFailedException($"The stored name {build.Ref} {error}.");
        var id = build.Revision ?? await git.ResolveAsync(url, reference, workspace, ct);
        await store.RecordRevisionAsync(build.RevisionId, id, "", "", ct);
        await output.NoteAsync($"Fetching {id} ({reference}) from {url}");
        if (PlainHttp.Warning(url.Text, url.Credentials) is { } warning)
            await output.NoteAsync(warning);
        var commit = await git.CheckoutAsync(url, reference, id, workspace, ct);
        await store.RecordCommitAsync(build.RevisionId, commit, ct);
        await output.NoteAsync($"Checked out {commit.Id[..12]} \"{commit.Message}\" by {commit.Author}");
        return new GitCheckout("", url, commit.Id, workspace);
    }

    private async Task FetchLargeFilesAsync(ClaimedBuild build, IReadOnlyList<GitCheckout> checkouts, BuildOutput output, CancellationToken ct)
    {
        var left = UnpackLimits.For(options.UploadBytes).Bytes;
        foreach (var checkout in checkouts)
        {
            if (!await lfs.AreUsedAsync(checkout, ct))
                continue;
            if (!build.Lfs)
            {
                await output.NoteAsync($"{checkout.Url} keeps files in Git LFS, which are not fetched: what is built has pointers in their place. Set lfs for this source to have the files.");
                return;
            }
            left -= await lfs.FetchAsync(checkout, left, output.NoteAsync, ct);
        }
    }

    private async Task<ISourceTree> TreeAsync(GitCheckout root, IReadOnlyList<GitCheckout> further, CancellationToken ct)
    {
        var trees = new List<(string, ISourceTree)>();
        foreach (var checkout in further)
            trees.Add((checkout.Path, await git.TreeAsync(checkout.Commit, checkout.Workspace, ct)));
        var tree = await git.TreeAsync(root.Commit, root.Workspace, ct);
        return trees.Count == 0 ? tree : new JoinedTree(tree, trees);
    }

    private async Task<GitUrl> UrlAsync(ClaimedBuild build, CancellationToken ct)
    {
        if (!GitUrl.TryParse(build.Url, out var url, out var error))
            throw new BuildFailedException($"The stored address {build.Url} {error}.");
        if (url.Transport == GitTransport.Ssh)
            return url.WithKey(await deployKeys.OpenAsync(build.AppId, ct));
        if (build.Credentials is null || build.DataKeyId is null)
            return url;
        var plain = await keys.OpenAsync(new Sealed(build.Credentials, build.DataKeyId.Value), RequestBuild.CredentialsContext(build.RevisionId), ct);
        return url.With(JsonSerializer.Deserialize<SourceCredentials>(plain));
    }
}
