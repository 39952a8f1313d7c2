using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Machine.Ports;

/// <summary>Asks this machine for a page as a browser on it would, whatever its resolver makes of the name.</summary>
public static class HttpProbe
{
    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(5);

    /// <returns>The status; null when nobody answers.</returns>
    public static async Task<HttpStatusCode?> GetAsync(Uri address, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectCallback = ConnectToLoopbackAsync };
        using var http = new HttpClient(handler) { Timeout = timeout };
        try
        {
            using var answer = await http.GetAsync(address, cancellation);
            return answer.StatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or SocketException || (silent is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async ValueTask<Stream> ConnectToLoopbackAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
            return client.GetStream();
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
