using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Rollouts.Probing;

/// <summary>Makes a visitor's request through the edge, to see which instance answers it. Only our probe token makes the edge say so.</summary>
public sealed class EdgeProbe(PlatformOptions options, Installation installation) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // Whatever the host of the request, it goes to the edge on this machine.
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, options.RouterHttpPort, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The instance that answered, whatever it answered; null if none did in time.</summary>
    public async Task<InstanceId?> AskAsync(AppRoutes app, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        var match = app.Matches[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{match.Host}{match.PathPrefix}");
        request.Headers.UserAgent.ParseAdd("Seaworthy-Probe/1");
        request.Headers.Add("X-Seaworthy-Probe", installation.ProbeToken);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return response.Headers.TryGetValues("X-Seaworthy-Upstream", out var values) && Guid.TryParse(values.First(), out var instance)
                ? new InstanceId(instance)
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
