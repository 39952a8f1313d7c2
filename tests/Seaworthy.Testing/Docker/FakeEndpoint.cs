using System.Globalization;
using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A container's place in a network; it has an address while the container runs.</summary>
internal sealed class FakeEndpoint(string network, NetworkAttachment attachment)
{
    /// <summary>The network's name, or what the spec called it where there is none.</summary>
    public string NetworkName => network;

    public FakeNetwork? Network { get; private set; }

    public IPAddress? Address { get; private set; }

    public static string MacOf(IPAddress address) => string.Create(CultureInfo.InvariantCulture,
        $"02:42:{string.Join(':', address.GetAddressBytes().Select(part => part.ToString("x2", CultureInfo.InvariantCulture)))}");

    public void Join(FakeNetwork joined, FakeContainer container)
    {
        Address = joined.Reserve(attachment.Address, container);
        Network = joined;
    }

    public void Leave()
    {
        if (Address is not null)
            Network?.Release(Address);
        Address = null;
    }

    public NetworkEndpoint Details() => new(
        Network?.Id ?? "", Address, attachment.Address, Address is null ? null : MacOf(Address), attachment.Aliases);
}
