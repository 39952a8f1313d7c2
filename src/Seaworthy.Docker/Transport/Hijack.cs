using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Seaworthy.Docker.Transport;

/// <summary>
/// A connection that the engine has given up to the streams of a process. It has a handler of its own, so that its socket is
/// known: closing one direction of that is the only way to end a process's stdin while its output is still to come.
/// </summary>
internal sealed class Hijack : IDisposable
{
    private readonly HttpMessageInvoker http;
    private HttpResponseMessage? response;
    private Socket? socket;

    private Hijack(string socketPath) =>
        http = new HttpMessageInvoker(SocketHandler.Create(socketPath, connected => socket = connected));

    /// <exception cref="DockerException">The engine refused.</exception>
    public static async Task<ProcessStreams> OpenAsync(
        EngineRequest request, string basePath, string socketPath, bool tty, CancellationToken cancellationToken)
    {
        var hijack = new Hijack(socketPath);
        try
        {
            return await hijack.UpgradeAsync(request, basePath, tty, cancellationToken);
        }
        catch
        {
            hijack.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        response?.Dispose();
        http.Dispose();
    }

    private async Task<ProcessStreams> UpgradeAsync(
        EngineRequest request, string basePath, bool tty, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(basePath);
        message.Headers.Connection.Add("Upgrade");
        message.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
        response = await http.SendAsync(message, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            throw new EngineReply(request.Operation, response.StatusCode, body).ToException();
        }

        var connection = new EngineStream(request.Operation, await response.Content.ReadAsStreamAsync(cancellationToken), this);
        return new ProcessStreams(request.Operation, connection, tty, CloseInput);
    }

    private void CloseInput()
    {
        try
        {
            socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The process has ended: its input is closed.
        }
    }
}
