using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seaworthy.Server.Platform.Https;

/// <summary>
/// What Caddy keeps on disk: <c>certificates/AUTHORITY/HOST/HOST.crt</c>, the leaf first. Those of its internal authority do not
/// count, since nobody's browser believes them.
/// </summary>
public static class IssuedCertificates
{
    private const string Internal = "local";

    /// <summary>Bounds the memory: when so many were read, they are all forgotten.</summary>
    private const int MostRemembered = 20_000;

    private static readonly ConcurrentDictionary<string, (DateTime Written, DateTimeOffset NotAfter)> Read = new(StringComparer.Ordinal);

    /// <summary>Whether a visitor of this host gets a certificate of a public authority that has not run out.</summary>
    /// <param name="host">As a certificate has it: lower case, punycode.</param>
    public static bool Has(string storage, string host, DateTimeOffset now)
    {
        var authorities = Path.Combine(storage, "certificates");
        return Directory.Exists(authorities) && Directory.EnumerateDirectories(authorities)
            .Where(authority => Path.GetFileName(authority) != Internal)
            .Any(authority => NotAfter(Path.Combine(authority, host, host + ".crt")) > now);
    }

    private static DateTimeOffset? NotAfter(string file)
    {
        if (!File.Exists(file))
            return null;
        var written = File.GetLastWriteTimeUtc(file);
        if (Read.TryGetValue(file, out var known) && known.Written == written)
            return known.NotAfter;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(LeafOf(File.ReadAllText(file)));
            if (Read.Count >= MostRemembered)
                Read.Clear();
            Read[file] = (written, certificate.NotAfter.ToUniversalTime());
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception e) when (e is IOException or CryptographicException or FormatException or ArgumentException)
        {
            // Being written right now: the next look sees it whole.
            return null;
        }
    }

    private static byte[] LeafOf(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
