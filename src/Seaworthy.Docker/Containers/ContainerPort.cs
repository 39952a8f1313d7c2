using System.Globalization;
using System.Net;

namespace Seaworthy.Docker;

public enum PortProtocol
{
    Tcp,
    Udp,
    Sctp,
}

/// <summary>A port inside a container, in Docker's writing <c>8080/tcp</c>.</summary>
public readonly record struct ContainerPort(int Number, PortProtocol Protocol = PortProtocol.Tcp)
{
    /// <summary>Reads <c>8080/tcp</c>, or <c>8080</c> for TCP.</summary>
    public static bool TryParse(string text, out ContainerPort port)
    {
        port = default;
        var (number, protocol) = text.Split('/') switch
        {
            [var alone] => (alone, "tcp"),
            [var first, var second] => (first, second),
            _ => ("", ""),
        };
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 65535)
            return false;

        PortProtocol? known = protocol switch
        {
            "tcp" => PortProtocol.Tcp,
            "udp" => PortProtocol.Udp,
            "sctp" => PortProtocol.Sctp,
            _ => null,
        };
        if (known is null)
            return false;
        port = new ContainerPort(value, known.Value);
        return true;
    }

    public override string ToString()
    {
        var protocol = Protocol switch
        {
            PortProtocol.Udp => "udp",
            PortProtocol.Sctp => "sctp",
            _ => "tcp",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Number}/{protocol}");
    }
}

/// <summary>A container's port published on the host.</summary>
/// <param name="HostAddress">Null: all addresses of the host.</param>
/// <param name="HostPort">0 in a spec: any free one.</param>
public sealed record PortBinding(ContainerPort Port, IPAddress? HostAddress, int HostPort);
