using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Networks(EngineTransport transport) : INetworks
{
    public async Task<CreateNetworkResult> CreateAsync(NetworkSpec spec, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"create network {spec.Name}", EnginePath.Of("networks", "create"))
            .WithJson(spec.ToWire(), EngineJson.Default.NetworkCreateWire);
        var reply = await transport.SendAsync(request, cancellationToken);
        if (reply.Status == HttpStatusCode.Conflict)
            return new CreateNetworkResult.NameTaken(spec.Name);
        if (!reply.IsSuccess && SubnetIsTaken(reply))
            return new CreateNetworkResult.SubnetTaken(reply.Message);

        var created = reply.Read(EngineJson.Default.IdWire);
        return new CreateNetworkResult.Created(created.Id, string.IsNullOrEmpty(created.Warning) ? null : created.Warning);
    }

    public async Task<NetworkDetails?> InspectAsync(string network, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"inspect network {network}", EnginePath.Of("networks", network));
        var reply = await transport.SendAsync(request, cancellationToken);
        return reply.Status == HttpStatusCode.NotFound ? null : reply.Read(EngineJson.Default.NetworkWire).ToDetails();
    }

    public async Task<IReadOnlyList<NetworkSummary>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("networks").With(new Filters().With("label", labels));
        var found = await transport.ReadAsync(
            EngineRequest.Get("list networks", path), EngineJson.Default.ListNetworkWire, cancellationToken);
        return [.. found.Select(wire => wire.ToSummary())];
    }

    public async Task<ConnectOutcome> ConnectAsync(
        string container, NetworkAttachment attachment, CancellationToken cancellationToken)
    {
        var request = EngineRequest
            .Post($"connect container {container} to network {attachment.Network}",
                EnginePath.Of("networks", attachment.Network, "connect"))
            .WithJson(new NetworkConnectWire(container, attachment.ToWire()), EngineJson.Default.NetworkConnectWire);
        var reply = await transport.SendAsync(request, cancellationToken);

        // "endpoint with name web.1 already exists in network x"; a taken address is a 403 too.
        if (reply.Status == HttpStatusCode.Forbidden && reply.Says("already exists in network"))
            return ConnectOutcome.AlreadyConnected;
        reply.EnsureSuccess();
        return ConnectOutcome.Connected;
    }

    public async Task<DisconnectOutcome> DisconnectAsync(string container, string network, CancellationToken cancellationToken)
    {
        var request = EngineRequest
            .Post($"disconnect container {container} from network {network}", EnginePath.Of("networks", network, "disconnect"))
            .WithJson(new NetworkDisconnectWire(container, Force: false), EngineJson.Default.NetworkDisconnectWire);
        var reply = await transport.SendAsync(request, cancellationToken);

        // A 500 in some versions, a 403 in others; the words have stayed.
        if (!reply.IsSuccess && reply.Says("is not connected to"))
            return DisconnectOutcome.NotConnected;
        reply.EnsureSuccess();
        return DisconnectOutcome.Disconnected;
    }

    public async Task<RemoveOutcome> RemoveAsync(string network, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Delete($"remove network {network}", EnginePath.Of("networks", network));
        var reply = await transport.SendAsync(request, cancellationToken);
        if (reply.Status == HttpStatusCode.NotFound)
            return RemoveOutcome.Absent;
        if (reply.Status == HttpStatusCode.Forbidden && reply.Says("active endpoints"))
            return RemoveOutcome.InUse;
        reply.EnsureSuccess();
        return RemoveOutcome.Removed;
    }

    // "Pool overlaps with other one on this address space"; "could not find an available, non-overlapping IPv4 address pool
    // among the defaults"; newer: "all predefined address pools have been fully subnetted".
    private static bool SubnetIsTaken(EngineReply reply) =>
        reply.Says("overlap") || reply.Says("address pools have been");
}
