using System.Net;

namespace Seaworthy.Docker;

/// <summary>A container's place in a network, as declared.</summary>
/// <param name="Network">A name or an id.</param>
/// <param name="Address">A fixed IPv4 address; the network must have a subnet of its own. Null: any free one at each start.</param>
public sealed record NetworkAttachment(string Network, IPAddress? Address = null)
{
    /// <summary>Further names by which the network's members find it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
