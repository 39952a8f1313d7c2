using System.Security.Cryptography;
using System.Text;

namespace Seaworthy.Edge.Routing;

/// <summary>Who sends it is told which instance answered.</summary>
internal sealed class ProbeToken(string token)
{
    private readonly byte[] expected = Encoding.UTF8.GetBytes(token);

    /// <summary>Takes the same time wherever the two differ. An empty token matches nothing.</summary>
    public bool Matches(string? presented) =>
        presented is { Length: > 0 } && expected.Length > 0
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), expected);
}
