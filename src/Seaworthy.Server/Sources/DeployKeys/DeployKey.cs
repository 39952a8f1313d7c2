namespace Seaworthy.Server.Sources.DeployKeys;

/// <summary>What may be seen of an app's own ssh key.</summary>
public sealed record DeployKey
{
    /// <summary>The line to add to the repository, as a deploy key that may read.</summary>
    public required string PublicKey { get; init; }

    /// <summary>As git hosts show it: SHA256 and 43 characters.</summary>
    public string Fingerprint => SshKey.FingerprintOf(PublicKey);

    public DateTimeOffset CreatedAt { get; init; }
}
