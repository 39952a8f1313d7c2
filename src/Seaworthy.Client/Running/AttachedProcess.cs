using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Running;

/// <summary>What is told to a program beside its input.</summary>
/// <param name="Type">start, resize, eof or signal.</param>
public sealed record AttachControl(string Type)
{
    public IReadOnlyList<string>? Command { get; init; }

    public bool? Tty { get; init; }

    public int? Rows { get; init; }

    public int? Columns { get; init; }

    public string? Signal { get; init; }
}

/// <param name="Type">exit or error.</param>
public sealed record AttachEnd(string Type, int? ExitCode, string? Detail);

/// <summary>What comes from an attached program.</summary>
public abstract record AttachOutput
{
    /// <param name="Bytes">Valid until the next one is read.</param>
    public sealed record Data(bool IsError, ReadOnlyMemory<byte> Bytes) : AttachOutput;

    public sealed record Exited(int ExitCode) : AttachOutput;

    /// <summary>It could not be started, or nobody knows how it ended.</summary>
    public sealed record Failed(string Detail) : AttachOutput;
}

/// <summary>
/// A program on the server's side whose input and output are here. Binary frames carry data (from the server: a byte 1 for standard
/// output or 2 for standard error, then the data), text frames carry JSON such as <c>{"type":"exit","exit_code":0}</c>.
/// </summary>
public sealed class AttachedProcess : IAsyncDisposable
{
    private static readonly TimeSpan keepAlive = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket socket;
    private readonly ApiConnection connection;
    private readonly SemaphoreSlim sending = new(1);

    private AttachedProcess(ClientWebSocket socket, ApiConnection connection) => (this.socket, this.connection) = (socket, connection);

    /// <param name="start">Sent first; null: nothing has to be said.</param>
    /// <exception cref="ApiException">Refused, or no answer.</exception>
    internal static async Task<AttachedProcess> OpenAsync(ApiConnection connection, string path, AttachControl? start, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = keepAlive;
            socket.Options.KeepAliveTimeout = keepAlive;
            socket.Options.CollectHttpResponseDetails = true;
            if (connection.Authorization is { } authorization)
                socket.Options.SetRequestHeader("Authorization", authorization.ToString());
            var scheme = connection.Address is ServerAddress.Http { Url.Scheme: "https" } ? "wss" : "ws";
            await socket.ConnectAsync(connection.At(path, scheme), connection.Invoker, cancellation);
        }
        catch (WebSocketException) when (socket.HttpStatusCode >= System.Net.HttpStatusCode.BadRequest)
        {
            using (socket)
                throw ApiException.Refused($"GET {path.Split('?')[0]}", socket.HttpStatusCode, await WhyAsync(connection, path, cancellation));
        }
        catch (WebSocketException failure)
        {
            socket.Dispose();
            throw ApiException.Unreachable(connection.Address, failure.InnerException is { } inner && Silence.Is(inner) ? Silence.From(inner).Why : failure.Message, failure);
        }
        var process = new AttachedProcess(socket, connection);
        if (start is not null)
            await process.SendAsync(start, cancellation);
        return process;
    }

    /// <summary>Standard input.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation) => SendAsync(input, WebSocketMessageType.Binary, cancellation);

    public Task SendAsync(AttachControl control, CancellationToken cancellation) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.AttachControl), WebSocketMessageType.Text, cancellation);

    /// <summary>To the end of the program. The last one is <see cref="AttachOutput.Exited"/> or <see cref="AttachOutput.Failed"/>.</summary>
    /// <exception cref="ApiException">The connection was lost.</exception>
    public async IAsyncEnumerable<AttachOutput> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        var isError = false;
        var isContinued = false;
        using var text = new MemoryStream();
        while (true)
        {
            var received = await ReceiveAsync(buffer, cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                yield return new AttachOutput.Failed(string.IsNullOrEmpty(socket.CloseStatusDescription) ? "The server closed the connection." : socket.CloseStatusDescription);
                yield break;
            }
            if (received.MessageType == WebSocketMessageType.Binary)
            {
                var data = buffer.AsMemory(0, received.Count);
                if (!isContinued && data.Length > 0)
                    (isError, data) = (data.Span[0] == 2, data[1..]);
                isContinued = !received.EndOfMessage;
                if (data.Length > 0)
                    yield return new AttachOutput.Data(isError, data);
                continue;
            }
            text.Write(buffer, 0, received.Count);
            if (!received.EndOfMessage)
                continue;
            var end = JsonSerializer.Deserialize(text.GetBuffer().AsSpan(0, (int)text.Length), ApiJson.Default.AttachEnd);
            text.SetLength(0);
            if (end is { Type: "exit" })
            {
                yield return new AttachOutput.Exited(end.ExitCode ?? 0);
                yield break;
            }
            if (end is { Type: "error" })
            {
                yield return new AttachOutput.Failed(end.Detail ?? "The program could not be run.");
                yield break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // Then it is closed all the same.
        }
        socket.Dispose();
        sending.Dispose();
    }

    private async Task<ValueWebSocketReceiveResult> ReceiveAsync(byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
        }
        catch (WebSocketException lost)
        {
            throw ApiException.Unreachable(connection.Address, "the connection was lost", lost);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(bytes, type, endOfMessage: true, cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>A refused WebSocket tells no more than its status: the same address asked plainly is refused in words.</summary>
    private static async Task<ProblemDetails> WhyAsync(ApiConnection connection, string path, CancellationToken cancellation)
    {
        try
        {
            await connection.SendAsync(new ApiRequest(HttpMethod.Get, path), cancellation);
        }
        catch (ApiException refused) when (!refused.IsUnreachable)
        {
            return new ProblemDetails(null, refused.Detail, null, null, refused.TraceId);
        }
        return new ProblemDetails(null, null, null, null, null);
    }
}
