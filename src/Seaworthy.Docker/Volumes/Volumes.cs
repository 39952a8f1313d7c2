using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Volumes(EngineTransport transport) : IVolumes
{
    public async Task<VolumeDetails> CreateAsync(VolumeSpec spec, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"create volume {spec.Name}", EnginePath.Of("volumes", "create"))
            .WithJson(new VolumeCreateWire(spec.Name, spec.Labels), EngineJson.Default.VolumeCreateWire);
        return ToDetails(await transport.ReadAsync(request, EngineJson.Default.VolumeWire, cancellationToken));
    }

    public async Task<VolumeDetails?> InspectAsync(string volume, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"inspect volume {volume}", EnginePath.Of("volumes", volume));
        var reply = await transport.SendAsync(request, cancellationToken);
        return reply.Status == HttpStatusCode.NotFound ? null : ToDetails(reply.Read(EngineJson.Default.VolumeWire));
    }

    public async Task<IReadOnlyList<VolumeDetails>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("volumes").With(new Filters().With("label", labels));
        var found = await transport.ReadAsync(
            EngineRequest.Get("list volumes", path), EngineJson.Default.VolumeListWire, cancellationToken);
        return [.. (found.Volumes ?? []).Select(ToDetails)];
    }

    public async Task<RemoveOutcome> RemoveAsync(string volume, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Delete($"remove volume {volume}", EnginePath.Of("volumes", volume));
        var reply = await transport.SendAsync(request, cancellationToken);
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

    private static VolumeDetails ToDetails(VolumeWire wire) => new(
        wire.Name, wire.Driver ?? "", wire.Mountpoint ?? "", Moment.Parse(wire.CreatedAt), wire.Labels ?? Empty.Map);
}
