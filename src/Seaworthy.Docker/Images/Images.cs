using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed partial class Images(EngineTransport transport) : IImages
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

    public async Task<PruneReport> PruneDanglingAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        // Without a label it would be everybody's.
        ArgumentOutOfRangeException.ThrowIfZero(labels.Count, nameof(labels));
        var filters = new Filters().With("dangling", "true").With("label", labels);
        var request = EngineRequest.Post("prune images", EnginePath.Of("images", "prune").With(filters));
        var wire = await transport.ReadAsync(request, EngineJson.Default.ImagePruneWire, cancellationToken);
        return new PruneReport(
            [.. (wire.ImagesDeleted ?? []).Select(image => image.Deleted).OfType<string>()], wire.SpaceReclaimed);
    }

    public async Task<IReadOnlyList<ImageLayer>> HistoryAsync(string image, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"read the history of image {image}", EnginePath.OfImage(image, "history"));
        var layers = await transport.ReadAsync(request, EngineJson.Default.ListImageHistoryWire, cancellationToken);
        return
        [
            .. layers.Select(layer => new ImageLayer(
                layer.Id is null or "<missing>" ? null : layer.Id, DateTimeOffset.FromUnixTimeSeconds(layer.Created),
                layer.CreatedBy ?? "", layer.Comment ?? "", layer.Size, layer.Tags ?? [])),
        ];
    }
}
