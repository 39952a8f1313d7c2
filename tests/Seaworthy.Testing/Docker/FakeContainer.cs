using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A container: what it is, and where it is attached. Used under the engine's lock.</summary>
internal sealed partial class FakeContainer
{
    private readonly FakeState state;
    private readonly List<FakeEndpoint> endpoints = [];

    public FakeContainer(FakeState state, ContainerSpec spec, FakeImage image)
    {
        this.state = state;
        Id = state.NewId();
        Name = spec.Name;
        Spec = spec;
        Image = image;
        Limits = spec.Limits;
        RestartPolicy = spec.RestartPolicy;
        CreatedAt = state.Now;
        Log = new FakeLog(state.Gate);
        var attachment = spec.Network ?? new NetworkAttachment("bridge");
        endpoints.Add(new FakeEndpoint(state.FindNetwork(attachment.Network)?.Spec.Name ?? attachment.Network, attachment));
    }

    public string Id { get; }

    public string Name { get; set; }

    public ContainerSpec Spec { get; }

    public FakeImage Image { get; }

    public ContainerLimits Limits { get; private set; }

    public ContainerRestartPolicy RestartPolicy { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    public FakeLog Log { get; }

    /// <summary>Files that were put into it, by absolute path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public IReadOnlyDictionary<string, string> Labels => Merge(Image.Config.Labels, Spec.Labels);

    public bool HasAddress(IPAddress address) => endpoints.Exists(endpoint => address.Equals(endpoint.Address));

    public void Update(ContainerUpdate update)
    {
        Limits = new ContainerLimits
        {
            MemoryBytes = update.Limits?.MemoryBytes ?? Limits.MemoryBytes,
            MemoryAndSwapBytes = update.Limits?.MemoryAndSwapBytes ?? Limits.MemoryAndSwapBytes,
            NanoCpus = update.Limits?.NanoCpus ?? Limits.NanoCpus,
            Pids = update.Limits?.Pids ?? Limits.Pids,
        };
        RestartPolicy = update.RestartPolicy ?? RestartPolicy;
        Emit("update");
    }

    /// <returns>False if it is in that network already.</returns>
    public bool Connect(FakeNetwork network, NetworkAttachment attachment)
    {
        if (endpoints.Exists(endpoint => endpoint.NetworkName == network.Spec.Name))
            return false;
        var joining = new FakeEndpoint(network.Spec.Name, attachment);
        if (Status == ContainerStatus.Running)
            Join(joining, network);
        endpoints.Add(joining);
        return true;
    }

    /// <returns>False if it is not in that network.</returns>
    public bool Disconnect(FakeNetwork network)
    {
        if (endpoints.Find(endpoint => endpoint.NetworkName == network.Spec.Name) is not { } leaving)
            return false;
        Leave(leaving);
        endpoints.Remove(leaving);
        return true;
    }

    public void Emit(string action, string? detail = null, params IEnumerable<(string Key, string Value)> more)
    {
        var attributes = new Dictionary<string, string>(Labels) { ["image"] = Spec.Image, ["name"] = Name };
        foreach (var (key, value) in more)
            attributes[key] = value;
        state.Events.Add("container", action, Id, attributes, detail);
    }

    private static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> under, IReadOnlyDictionary<string, string> over)
    {
        var merged = new Dictionary<string, string>(under);
        foreach (var (key, value) in over)
            merged[key] = value;
        return merged;
    }

    private void JoinNetworks()
    {
        try
        {
            foreach (var endpoint in endpoints)
                Join(endpoint, state.GetNetwork(endpoint.NetworkName));
        }
        catch
        {
            LeaveNetworks();
            throw;
        }
    }

    private void Join(FakeEndpoint endpoint, FakeNetwork network)
    {
        endpoint.Join(network, this);
        EmitNetwork("connect", network);
    }

    private void LeaveNetworks() => endpoints.ForEach(Leave);

    private void Leave(FakeEndpoint endpoint)
    {
        if (endpoint is not { Network: { } network, Address: not null })
            return;
        endpoint.Leave();
        EmitNetwork("disconnect", network);
    }

    private void EmitNetwork(string action, FakeNetwork network) => state.Events.Add("network", action, network.Id,
        new Dictionary<string, string> { ["container"] = Id, ["name"] = network.Spec.Name, ["type"] = network.Spec.Driver });
}
