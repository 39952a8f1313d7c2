using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>What a visitor's first step into HTTPS came to.</summary>
internal abstract record Handshake
{
    private const string OrganizationName = "2.5.4.10";
    private const string CommonName = "2.5.4.3";

    /// <summary>A certificate was shown.</summary>
    /// <param name="Issuer">"Let's Encrypt R11".</param>
    public sealed record Shown(string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsForHost) : Handshake;

    /// <summary>Somebody listens, but ended it: there is no certificate for this host, or none yet.</summary>
    public sealed record Refused(string Reason) : Handshake;

    /// <summary>Nobody listens on the port.</summary>
    public sealed record Unreachable(string Reason) : Handshake;

    /// <summary>
    /// Connects to this machine as a visitor of the host would. Caddy fetches a missing certificate while the handshake waits, so
    /// this is also how one is asked for; the token bounds it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<Handshake> MakeAsync(string host, int port, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
        }
        catch (SocketException e)
        {
            return new Unreachable(e.Message);
        }
        try
        {
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    // What is shown is looked at, not relied upon: nothing is sent.
#pragma warning disable CA5359
                    RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                },
                ct);
            return tls.RemoteCertificate is X509Certificate2 leaf ? Of(leaf, host) : new Refused("no certificate was shown");
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            return new Refused(e.InnerException?.Message ?? e.Message);
        }
    }

    private static Shown Of(X509Certificate2 leaf, string host) =>
        new(IssuerOf(leaf), leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime(), leaf.MatchesHostname(host));

    private static string IssuerOf(X509Certificate2 leaf)
    {
        var names = leaf.IssuerName.EnumerateRelativeDistinguishedNames().Where(name => !name.HasMultipleElements)
            .ToLookup(name => name.GetSingleElementType().Value, name => name.GetSingleElementValue());
        return string.Join(' ', names[OrganizationName].Concat(names[CommonName]).Where(name => !string.IsNullOrEmpty(name)));
    }
}
