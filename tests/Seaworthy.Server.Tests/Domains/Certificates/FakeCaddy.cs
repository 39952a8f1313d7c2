using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Seaworthy.Server.Tests.Domains.Certificates;

/// <summary>Listens as Caddy would: shows a certificate, refuses the handshake, or lets it wait.</summary>
internal sealed class FakeCaddy : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource ending = new();
    private readonly Func<NetworkStream, CancellationToken, Task> serve;
    private readonly Task accepting;

    private FakeCaddy(Func<NetworkStream, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public static FakeCaddy Showing(string host, DateTimeOffset from, DateTimeOffset to) => new(async (stream, cancel) =>
    {
        using var certificate = Certificate(host, from, to);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancel);
        // Until the visitor leaves.
        await tls.CopyToAsync(Stream.Null, cancel);
    });

    public static FakeCaddy Refusing() => new((_, _) => Task.CompletedTask);

    /// <summary>As while a certificate is being fetched.</summary>
    public static FakeCaddy Waiting(Action onVisit) => new(async (_, cancel) =>
    {
        onVisit();
        await Task.Delay(Timeout.Infinite, cancel);
    });

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Dispose();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var visits = new List<Task>();
        try
        {
            while (true)
                visits.Add(ServeAsync(await listener.AcceptAsync(ending.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(visits);
        }
    }

    private async Task ServeAsync(Socket visitor)
    {
        try
        {
            await using var stream = new NetworkStream(visitor, ownsSocket: true);
            await serve(stream, ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The visitor left, or the test is over.
        }
    }

    private static X509Certificate2 Certificate(string host, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=Harbour, CN=H1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(from, to);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
