namespace Seaworthy.Docker;

/// <summary>Networks, each named by its name, its id or a unique beginning of that.</summary>
public interface INetworks
{
    Task<CreateNetworkResult> CreateAsync(NetworkSpec spec, CancellationToken cancellationToken);

    /// <summary>Null if there is no such network.</summary>
    Task<NetworkDetails?> InspectAsync(string network, CancellationToken cancellationToken);

    /// <param name="labels">Each <c>key</c> or <c>key=value</c>; a network must have all of them.</param>
    Task<IReadOnlyList<NetworkSummary>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <exception cref="DockerException">404: no such network or container; 403: the fixed address is taken.</exception>
    Task<ConnectOutcome> ConnectAsync(string container, NetworkAttachment attachment, CancellationToken cancellationToken);

    /// <exception cref="DockerException">404: no such network or container.</exception>
    Task<DisconnectOutcome> DisconnectAsync(string container, string network, CancellationToken cancellationToken);

    /// <summary>A network with running members is <see cref="RemoveOutcome.InUse"/>.</summary>
    Task<RemoveOutcome> RemoveAsync(string network, CancellationToken cancellationToken);
}

/// <summary>What became of a request to create a network.</summary>
public abstract record CreateNetworkResult
{
    private CreateNetworkResult()
    {
    }

    public sealed record Created(string Id, string? Warning) : CreateNetworkResult;

    public sealed record NameTaken(string Name) : CreateNetworkResult;

    /// <summary>Another network, or a route of the host, overlaps the subnet, or the engine's own pools are used up.</summary>
    public sealed record SubnetTaken(string Reason) : CreateNetworkResult;
}

public enum ConnectOutcome
{
    Connected,
    AlreadyConnected,
}

public enum DisconnectOutcome
{
    Disconnected,
    NotConnected,
}
