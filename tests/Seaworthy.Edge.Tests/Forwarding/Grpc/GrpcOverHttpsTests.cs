using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Machine.Https;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Forwarding.Grpc;

/// <summary>The whole way of a call from the internet: Caddy as an installation configures it, the edge, an app.</summary>
public sealed class GrpcOverHttpsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_and_plain_requests_reach_their_apps_through_Caddy()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/caddy"), "Caddy is not installed");
        await using var app = await GrpcApp.StartAsync();
        await using var plain = TestUpstream.Saying("plain");
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(
            Tables.App("localhost", AppState.Serving, Tables.To(app.Address)) with { Matches = [Tables.Match("localhost", "/test.Test")] }, Tables.App("localhost", plain));
        var port = FreePort.Next();
        using var caddy = Start(edge, port);
        using var handler = Handler();
        using var client = new HttpClient(Handler());
        try
        {
            (await Eventually.Get(
                async cancel => await TryGetAsync(client, port, cancel), answer => answer is not null, TimeSpan.FromSeconds(30), "Caddy answers", Cancel)).ShouldBe("plain");
            using var channel = GrpcChannel.ForAddress($"https://localhost:{port}", new GrpcChannelOptions { HttpHandler = handler });
            using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(GrpcApp.Chat, null, new CallOptions(cancellationToken: Cancel));
            await call.RequestStream.WriteAsync("one", Cancel);
            (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeTrue();
            call.ResponseStream.Current.ShouldBe("ONE");
            await call.RequestStream.CompleteAsync();
            (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeFalse();
            call.GetTrailers().GetValue("x-tail").ShouldBe("goodbye");
            app.Seen.GetValue("x-forwarded-proto").ShouldBe("https");
        }
        finally
        {
            caddy.Kill();
            await caddy.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Issuer.Contains("Caddy Local Authority", StringComparison.Ordinal);
        return handler;
    }

    private static async Task<string?> TryGetAsync(HttpClient client, int port, CancellationToken cancel)
    {
        try
        {
            return await client.GetStringAsync(new Uri($"https://localhost:{port}/"), cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Process Start(TestEdge edge, int port)
    {
        var folder = Path.Combine(edge.Options.Home, "caddy");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "config.json");
        File.WriteAllText(file, CaddyConfiguration.Render(new CaddySpec(
            port, edge.Options.CaddySocket, new Uri($"http://127.0.0.1:{edge.Port}/.well-known/seaworthy/ask"), folder, Path.Combine(folder, "certificates.log"), null, null, null, ["localhost"])));
        var start = new ProcessStartInfo("/usr/bin/caddy", ["run", "--config", file]) { RedirectStandardError = true };
        start.Environment["HOME"] = folder;
        var caddy = Process.Start(start)!;
        _ = caddy.StandardError.ReadToEndAsync(CancellationToken.None);
        return caddy;
    }
}
