using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Images(EngineTransport transport) : IImages
{
    public async Task<IReadOnlyList<ImageSummary>> ListAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("label", query.Labels).With("reference", query.References);
        if (query.Dangling is { } dangling)
            filters.With("dangling", dangling ? "true" : "false");
        var found = await transport.ReadAsync(
            EngineRequest.Get("list images", EnginePath.Of("images", "json").With(filters)),
            EngineJson.Default.ListImageListWire, cancellationToken);
        return [.. found.Select(wire => wire.ToSummary())];
    }

    public async Task<ImageDetails?> InspectAsync(string image, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"inspect image {image}", EnginePath.OfImage(image, "json"));
        var reply = await transport.SendAsync(request, cancellationToken);
        return reply.Status == HttpStatusCode.NotFound ? null : reply.Read(EngineJson.Default.ImageInspectWire).ToDetails();
    }

    public async Task TagAsync(string image, string repository, string tag, CancellationToken cancellationToken)
    {
        var path = EnginePath.OfImage(image, "tag").With("repo", repository).With("tag", tag);
        var request = EngineRequest.Post($"tag image {image} as {repository}:{tag}", path);
        (await transport.SendAsync(request, cancellationToken)).EnsureSuccess();
    }

    public async Task<RemoveOutcome> RemoveAsync(string image, bool force, CancellationToken cancellationToken)
    {
        var path = EnginePath.OfImage(image).With("force", force);
        var reply = await transport.SendAsync(EngineRequest.Delete($"remove image {image}", path), cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.NotFound:
                return RemoveOutcome.Absent;
            case HttpStatusCode.Conflict:
                return RemoveOutcome.InUse;
            default:
                reply.EnsureSuccess();
                return RemoveOutcome.Removed;
        }
    }

    public async Task<string> ImportAsync(Stream tar, ImageImport import, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("images", "create")
            .With("fromSrc", "-").With("repo", import.Repository).With("tag", import.Tag);
        foreach (var change in import.Changes)
            path.With("changes", change);
        var request = EngineRequest.Post($"import image {import.Repository}:{import.Tag}", path).WithTar(tar);
        await using var body = await transport.OpenAsync(request, cancellationToken);

        string? id = null;
        await foreach (var progress in body.ReadProgressAsync(cancellationToken))
        {
            if (progress.Status?.StartsWith("sha256:", StringComparison.Ordinal) == true)
                id = progress.Status;
        }

        return id ?? throw new DockerException(request.Operation, null, "the engine did not name the new image");
    }
}
