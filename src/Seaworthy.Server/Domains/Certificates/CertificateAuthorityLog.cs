using System.Text;
using System.Text.Json;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>
/// Why a certificate could not be had, in the words of the authority, from what Caddy says about it:
/// <c>{"level":"error","ts":1795628876.72,"logger":"tls.obtain","msg":"could not get certificate from issuer","identifier":"www.example.com",
/// "issuer":"…","error":"HTTP 400 urn:ietf:params:acme:error:dns - no valid A records found for www.example.com"}</c>.
/// </summary>
public sealed class CertificateAuthorityLog(PlatformOptions options)
{
    /// <summary>Bytes from the end that are looked at: some thousand lines.</summary>
    private const int Tail = 1_000_000;

    private const int LongestError = 1_000;

    /// <summary>The last error about this host since then; null if there is none.</summary>
    public async Task<string?> LastErrorAsync(string host, DateTimeOffset since, CancellationToken ct)
    {
        string[] lines;
        try
        {
            lines = await ReadTailAsync(ct);
        }
        catch (IOException)
        {
            // It is moved away when it has grown large, and not there before Caddy's first word.
            return null;
        }
        return lines.Reverse().Select(line => Parse(line, host, since)).FirstOrDefault(error => error is not null);
    }

    internal static string? Parse(string line, string host, DateTimeOffset since)
    {
        if (!line.Contains(host, StringComparison.Ordinal))
            return null;
        try
        {
            using var json = JsonDocument.Parse(line);
            var said = json.RootElement;
            return said.ValueKind == JsonValueKind.Object
                && said.TryGetProperty("identifier", out var identifier) && identifier.ValueEquals(host)
                && said.TryGetProperty("ts", out var ts) && ts.TryGetDouble(out var seconds) && seconds >= since.ToUnixTimeMilliseconds() / 1000d
                && said.TryGetProperty("error", out var error) && error.GetString() is { Length: > 0 } words
                    ? Plain(words) : null;
        }
        catch (JsonException)
        {
            // The first line of the tail is seldom whole.
            return null;
        }
    }

    private static string Plain(string words)
    {
        var plain = string.Concat(words.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return plain.Length <= LongestError ? plain : plain[..LongestError] + "…";
    }

    private async Task<string[]> ReadTailAsync(CancellationToken ct)
    {
        await using var file = new FileStream(options.CertificateLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
