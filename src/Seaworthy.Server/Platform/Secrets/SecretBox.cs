using System.Security.Cryptography;

namespace Seaworthy.Server.Platform.Secrets;

/// <summary>AES-256-GCM: <c>nonce (12) | tag (16) | ciphertext</c>. The context binds a ciphertext to its place, so that it cannot be moved to another row.</summary>
public static class SecretBox
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), context);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">The key or the context is not the one it was sealed with, or the bytes were changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
            throw new CryptographicException("A sealed value is too short.");
        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedBytes[..NonceSize], sealedBytes[(NonceSize + TagSize)..], sealedBytes.Slice(NonceSize, TagSize), plain, context);
        return plain;
    }
}
