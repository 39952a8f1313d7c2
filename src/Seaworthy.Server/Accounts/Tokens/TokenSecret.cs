using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>A bearer token as its owner holds it: <c>sea_</c> and 32 random bytes in base64url. We keep only its SHA-256.</summary>
public sealed class TokenSecret
{
    private const string Prefix = "sea_";
    private const int Size = 32;
    private readonly byte[] bytes;

    private TokenSecret(byte[] bytes) => this.bytes = bytes;

    /// <summary>Shown to its owner once.</summary>
    public string Reveal() => Prefix + Base64Url.EncodeToString(bytes);

    public byte[] Hash() => SHA256.HashData(bytes);

    public static TokenSecret New() => new(RandomNumberGenerator.GetBytes(Size));

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out TokenSecret? secret)
    {
        secret = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text[Prefix.Length..], out var size) || size != Size)
            return false;
        var bytes = new byte[Size];
        Base64Url.DecodeFromChars(text[Prefix.Length..], bytes);
        secret = new TokenSecret(bytes);
        return true;
    }
}
