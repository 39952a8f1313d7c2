using System.Globalization;
using System.Text.Json;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Builds;

/// <summary>A build of an archive, uploaded or behind a URL: have it, unpack it without rights, build.</summary>
internal sealed class ArchiveBuild(Uploads uploads, ArchiveDownload download, DataKeys keys, BuildOptions options, SourceBuild source, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The source cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var archive = build.Kind == "upload" ? Uploaded(build) : await FetchAsync(build, workspace, output, ct);
        await using var file = File.OpenRead(archive);
        await output.NoteAsync($"Unpacking {Size(file.Length)}");
        var (tree, folder) = await UnprivilegedThread.RunAsync(workspace.User, () =>
        {
            var unpacked = UnpackedTree.Unpack(file, workspace.Source, UnpackLimits.For(options.UploadBytes), out var folder);
            return (unpacked, folder);
        });
        // What was sent has no name that tells it from what was sent before: what is in it has to.
        if (build is { Kind: "upload", Revision: { } hash })
            await store.RecordRevisionAsync(build.RevisionId, hash, $"upload of {tree.Files.Count} {(tree.Files.Count == 1 ? "file" : "files")}, {Size(file.Length)} packed", "", ct);
        return await source.RunAsync(build, workspace with { Source = folder }, tree, output, ct);
    }

    /// <summary>"312 B", "3.4 kB", "12 MB".</summary>
    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };

    private string Uploaded(ClaimedBuild build)
    {
        var path = uploads.PathOf(build.RevisionId);
        return File.Exists(path) ? path : throw new BuildFailedException("The archive that was uploaded is not kept any more. Upload it again.");
    }

    private async Task<string> FetchAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        if (!ArchiveUrl.TryParse(build.Url, out var url, out var error))
            throw new BuildFailedException($"The stored address {build.Url} {error}.");
        if (build.Credentials is not null && build.DataKeyId is { } key)
            url = url.With(JsonSerializer.Deserialize<SourceCredentials>(await keys.OpenAsync(new Sealed(build.Credentials, key), RequestBuild.CredentialsContext(build.RevisionId), ct)));
        await output.NoteAsync($"Fetching {url}");
        if (PlainHttp.Warning(url.Uri.AbsoluteUri, url.Credentials) is { } warning)
            await output.NoteAsync(warning);
        var path = Path.Combine(workspace.Root, "archive");
        var hash = await download.FetchAsync(url, path, options.UploadBytes, ct);
        if (build.Revision is { } before && before != hash)
            throw new BuildFailedException($"{url} has changed since this build began, so it was not built. Deploy again to build what is there now.");
        await store.RecordRevisionAsync(build.RevisionId, hash, "", "", ct);
        await output.NoteAsync($"Fetched, SHA-256 {hash}");
        return path;
    }
}
