using System.Security.Cryptography;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// The host's interface of an app's network, such as <c>sea4f2e0a1b2c3d</c>: all of an installation begin alike, so that one rule of the
/// firewall is for all of them, however many apps there are. An interface name has 15 characters at most.
/// </summary>
public static class BridgeName
{
    public static string New(Guid installation) => $"{PrefixOf(installation)}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <summary>As iptables matches it: <c>sea4f2e+</c>, or the name itself where it was given before names began alike.</summary>
    public static string PatternOf(Guid installation, string bridge)
    {
        var prefix = PrefixOf(installation);
        return bridge.StartsWith(prefix, StringComparison.Ordinal) ? $"{prefix}+" : bridge;
    }

    /// <summary>The end of the id, which is random; its beginning is the time.</summary>
    private static string PrefixOf(Guid installation) => $"sea{installation.ToString("n")[^4..]}";
}
