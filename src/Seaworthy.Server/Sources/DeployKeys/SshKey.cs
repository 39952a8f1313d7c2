using System.Security.Cryptography;

namespace Seaworthy.Server.Sources.DeployKeys;

/// <summary>A pair of keys for ssh; the private half is never printed.</summary>
/// <param name="Public">One line: <c>ssh-ed25519 AAAA… comment</c>.</param>
/// <param name="Private">The text of the file that ssh reads.</param>
public sealed record SshKey(string Public, string Private)
{
    /// <summary>As <c>ssh-keygen -l</c> shows it: <c>SHA256:…</c>.</summary>
    public static string FingerprintOf(string publicKey) =>
        $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(publicKey.Split(' ')[1]))).TrimEnd('=')}";

    public override string ToString() => Public;
}
