using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Https;

/// <summary>A world with Caddy in front, certificates from an authority of its own, and a visitor who believes only that authority.</summary>
public sealed class HttpsWorld : IAsyncLifetime
{
    /// <summary>Where the server itself answers.</summary>
    public const string ServerHost = "sea.example.test";

    public World World { get; private set; } = null!;

    public Authority Authority { get; private set; } = null!;

    public Front Front { get; private set; } = null!;

    public int Port { get; } = FreePort.Next();

    /// <summary>Where apps' networks lie; null: in the range that each installation of the rig has for itself.</summary>
    public string? Subnets { get; init; }

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["ROUTER_HTTPS_PORT"] = $"{Port}",
            ["EDGE_HTTPS_PORT"] = $"{Port}",
            ["SERVER_DOMAIN"] = ServerHost,
        };
        if (Subnets is not null)
            settings.Add("SEAWORTHY_SUBNETS", Subnets);
        World = await World.Start("https", CancellationToken.None, settings);
        Authority = await Authority.Start(World.Installation, Port, CancellationToken.None);
        Front = await Front.Start(World.Installation, Port, Authority, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Front is not null)
            await Front.DisposeAsync();
        if (Authority is not null)
            await Authority.DisposeAsync();
        if (World is not null)
            await World.DisposeAsync();
    }

    /// <summary>A visitor on a connection of their own.</summary>
    /// <param name="root">What they believe; null: the authority's root.</param>
    public SocketsHttpHandler Visitor(X509Certificate2? root = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint.Port, cancel),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(root ?? Authority.Root) },
    };

    /// <summary>One answer to a visitor, by https.</summary>
    public async Task<HttpResponseMessage> Get(string host, string path, CancellationToken cancel, Version? version = null, X509Certificate2? root = null)
    {
        using var http = new HttpClient(Visitor(root)) { Timeout = TimeSpan.FromSeconds(60) };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{host}:{Port}{path}")
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return await http.SendAsync(request, cancel);
    }

    /// <summary>One answer to a visitor who comes by http.</summary>
    public async Task<HttpResponseMessage> GetPlain(string host, string path, CancellationToken cancel)
    {
        using var http = new HttpClient(Visitor());
        return await http.GetAsync(new Uri($"http://{host}:{World.Installation.Edge.Port}{path}"), cancel);
    }

    /// <summary>The fingerprint of the certificate that is served for a host.</summary>
    public async Task<string> CertificateOf(string host, CancellationToken cancel)
    {
        await using var stream = new SslStream(await Connect(Port, cancel));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = Trust(Authority.Root) }, cancel);
        return stream.RemoteCertificate!.GetCertHashString();
    }

    public async Task<ClientWebSocket> OpenSocket(string host, string path, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"wss://{host}:{Port}{path}"), new HttpMessageInvoker(Visitor()), cancel);
        return socket;
    }

    private static X509ChainPolicy Trust(X509Certificate2 root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { root },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static async ValueTask<Stream> Connect(int port, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
