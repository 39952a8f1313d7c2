using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed class FakeNetworks(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "networks"), INetworks
{
    public Task<CreateNetworkResult> CreateAsync(NetworkSpec spec, CancellationToken cancellationToken) =>
        Run<CreateNetworkResult>("create", spec.Name, $"create network {spec.Name}", () =>
        {
            if (State.Networks.Exists(network => network.Spec.Name == spec.Name))
                return new CreateNetworkResult.NameTaken(spec.Name);
            if (spec.Subnet is { } wanted && State.Networks.Exists(network => network.Overlaps(wanted)))
                return new CreateNetworkResult.SubnetTaken("Pool overlaps with other one on this address space");

            var network = new FakeNetwork { Id = State.NewId(), Spec = spec, Subnet = spec.Subnet ?? FreePool(), CreatedAt = State.Now };
            State.Networks.Add(network);
            Emit("create", network);
            return new CreateNetworkResult.Created(network.Id, null);
        }, cancellationToken);

    public Task<NetworkDetails?> InspectAsync(string network, CancellationToken cancellationToken) =>
        Run("inspect", network, $"inspect network {network}", () => State.FindNetwork(network) is { } found ? Details(found) : null, cancellationToken);

    public Task<IReadOnlyList<NetworkSummary>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<NetworkSummary>>("list", "", "list networks",
            () => [.. State.Networks.Where(network => FakeState.Fits(network.Spec.Labels, labels)).Select(Summary)], cancellationToken);

    public Task<ConnectOutcome> ConnectAsync(string container, NetworkAttachment attachment, CancellationToken cancellationToken) =>
        Run("connect", container, $"connect container {container} to network {attachment.Network}", () =>
        {
            var network = State.GetNetwork(attachment.Network);
            var member = State.GetContainer(container);
            network.Check(attachment.Address);
            return member.Connect(network, attachment) ? ConnectOutcome.Connected : ConnectOutcome.AlreadyConnected;
        }, cancellationToken);

    public Task<DisconnectOutcome> DisconnectAsync(string container, string network, CancellationToken cancellationToken) =>
        Run("disconnect", container, $"disconnect container {container} from network {network}", () =>
        {
            var left = State.GetNetwork(network);
            return State.GetContainer(container).Disconnect(left) ? DisconnectOutcome.Disconnected : DisconnectOutcome.NotConnected;
        }, cancellationToken);

    public Task<RemoveOutcome> RemoveAsync(string network, CancellationToken cancellationToken) =>
        Run("remove", network, $"remove network {network}", () =>
        {
            if (State.FindNetwork(network) is not { } found)
                return RemoveOutcome.Absent;
            if (found.IsPredefined)
                throw new FakeRefusal(HttpStatusCode.Forbidden, $"{found.Spec.Name} is a pre-defined network and cannot be removed");
            if (found.Reserved.Count > 0)
                return RemoveOutcome.InUse;
            State.Networks.Remove(found);
            Emit("destroy", found);
            return RemoveOutcome.Removed;
        }, cancellationToken);

    private static NetworkSummary Summary(FakeNetwork network) => Details(network);

    private static NetworkDetails Details(FakeNetwork network) => new()
    {
        Id = network.Id,
        Name = network.Spec.Name,
        Driver = network.Spec.Driver,
        CreatedAt = network.CreatedAt,
        Internal = network.Spec.Internal,
        Subnets = network.Subnet is { } subnet ? [new NetworkSubnet(subnet, network.Gateway)] : [],
        BridgeName = network.Spec.BridgeName,
        Labels = network.Spec.Labels,
        Options = network.Spec.Options,
        Members = network.Reserved.ToDictionary(
            member => member.Value.Id, member => new NetworkMember(member.Value.Name, member.Key, FakeEndpoint.MacOf(member.Key))),
    };

    private IPNetwork FreePool() => Enumerable.Range(18, 14).Select(second => IPNetwork.Parse($"172.{second}.0.0/16"))
        .First(pool => !State.Networks.Exists(network => network.Overlaps(pool)));

    private void Emit(string action, FakeNetwork network) => State.Events.Add("network", action, network.Id,
        new Dictionary<string, string> { ["name"] = network.Spec.Name, ["type"] = network.Spec.Driver });
}
