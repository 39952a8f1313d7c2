using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Seaworthy.Docker;

namespace Seaworthy.Server.Api;

/// <summary>
/// The WebSocket of a process. From the client: binary is stdin; text is control: <c>{"type":"resize","rows":40,"columns":100}</c>,
/// <c>{"type":"eof"}</c>, <c>{"type":"signal","signal":"INT"}</c>, and where a program is to be started <c>{"type":"start","command":["sh"],"tty":true}</c>
/// first. To the client: binary is output, a byte 1 (stdout) or 2 (stderr) before it; the last message is text:
/// <c>{"type":"exit","exit_code":0}</c> or <c>{"type":"error","detail":"…"}</c>. Nothing is buffered: who does not read holds the process back,
/// and a process that does not read holds the client back.
/// </summary>
public sealed class ProcessSocket : IDisposable
{
    private const int LongestControl = 64 * 1024;
    private const int PieceLength = 32 * 1024;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);
    private readonly WebSocket socket;
    private readonly CancellationTokenSource gone;
    private string? fault;

    private ProcessSocket(WebSocket socket, CancellationToken aborted)
    {
        this.socket = socket;
        gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
    }

    /// <summary>Cancelled when the client has gone away, or broke the rules.</summary>
    public CancellationToken Gone => gone.Token;

    /// <summary>Null after an answer of 400 to what is no WebSocket.</summary>
    public static async Task<ProcessSocket?> AcceptAsync(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest)
        {
            // It answers pings also while it sends nothing: a client that is cut off is noticed within half a minute.
            var options = new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) };
            return new ProcessSocket(await http.WebSockets.AcceptWebSocketAsync(options), http.RequestAborted);
        }
        await Problem.Of(StatusCodes.Status400BadRequest, "Not a WebSocket", "Open this address as a WebSocket.").ExecuteAsync(http);
        return null;
    }

    /// <summary>The first message, which says what to run; null if none came in time, or something else.</summary>
    public async Task<ProcessControl?> ReceiveStartAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        deadline.CancelAfter(StartDeadline);
        var buffer = new byte[LongestControl];
        var length = 0;
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(length), deadline.Token);
                length += got.Count;
                if (got.MessageType != WebSocketMessageType.Text || (length == buffer.Length && !got.EndOfMessage))
                    return null;
                if (got.EndOfMessage)
                    return Parse(buffer.AsSpan(0, length)) is { Type: "start" } start ? start : null;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Carries input and output until the process has closed its output. Afterwards input is only read for the client's close.</summary>
    /// <returns>False if the client went away before.</returns>
    public async Task<bool> CarryAsync(AttachedProcess process)
    {
        receiving = ReceiveAsync(process);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength + 1);
        try
        {
            await foreach (var frame in process.Output.WithCancellation(Gone))
            {
                for (var rest = frame.Bytes; rest.Length > 0;)
                {
                    var piece = rest[..Math.Min(rest.Length, PieceLength)];
                    buffer[0] = frame.Stream == OutputStream.Stderr ? (byte)2 : (byte)1;
                    piece.CopyTo(buffer.AsMemory(1));
                    await socket.SendAsync(buffer.AsMemory(0, piece.Length + 1), WebSocketMessageType.Binary, endOfMessage: true, Gone);
                    rest = rest[piece.Length..];
                }
            }
            return !Gone.IsCancellationRequested;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            await gone.CancelAsync();
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Says how it ended, as the last message, and closes.</summary>
    public Task ExitAsync(int exitCode) => EndAsync(new { type = "exit", exit_code = exitCode });

    /// <summary>Says why it could not be run, or how it was ended, as the last message, and closes.</summary>
    public Task FailAsync(string detail) => EndAsync(new { type = "error", detail });

    public void Dispose()
    {
        gone.Dispose();
        socket.Dispose();
    }

    private Task receiving = Task.CompletedTask;

    private async Task EndAsync(object last)
    {
        try
        {
            using var deadline = new CancellationTokenSource(CloseDeadline);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(fault is null ? last : new { type = "error", detail = fault }), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
            }
            // Ending before the client has closed too would reset the connection, and with it what is still on the way.
            await receiving.WaitAsync(deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
        await gone.CancelAsync();
        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReceiveAsync(AttachedProcess process)
    {
        var buffer = new byte[PieceLength];
        using var text = new MemoryStream();
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), Gone);
                if (got.MessageType == WebSocketMessageType.Close)
                    break;
                if (got.MessageType == WebSocketMessageType.Binary)
                {
                    await process.WriteAsync(buffer.AsMemory(0, got.Count), Gone);
                    continue;
                }
                text.Write(buffer, 0, got.Count);
                if (text.Length > LongestControl)
                    fault = "A control message is longer than 64 KB.";
                else if (got.EndOfMessage)
                    fault = await ControlAsync(process, text);
                if (fault is not null)
                    break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Gone.
        }
        await gone.CancelAsync();
    }

    /// <returns>What is wrong with it, or null.</returns>
    private async Task<string?> ControlAsync(AttachedProcess process, MemoryStream text)
    {
        var control = Parse(text.GetBuffer().AsSpan(0, (int)text.Length));
        text.SetLength(0);
        switch (control)
        {
            case { Type: "eof" }:
                process.CloseInput();
                return null;
            case { Type: "resize", Rows: > 0 and <= 1000 and var rows, Columns: > 0 and <= 1000 and var columns }:
                await process.ResizeAsync(new TerminalSize(rows, columns), Gone);
                return null;
            case { Type: "signal", Signal: { } signal } when Signals.ContainsKey(signal):
                await process.SignalAsync(signal, Gone);
                return null;
            case { Type: "signal" }:
                return $"The signal must be one of {string.Join(", ", Signals.Keys)}.";
            default:
                return "A control message must be JSON of type resize (with rows and columns from 1 to 1000), eof or signal.";
        }
    }

    /// <summary>The signals that may be sent, with their numbers.</summary>
    public static IReadOnlyDictionary<string, int> Signals { get; } = new SortedDictionary<string, int>
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["KILL"] = 9, ["USR1"] = 10, ["USR2"] = 12, ["TERM"] = 15, ["CONT"] = 18, ["STOP"] = 19,
    };

    private static ProcessControl? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProcessControl>(text, ApiJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A control message of a process's client.</summary>
/// <param name="Command">Of a start: the program and its arguments.</param>
public sealed record ProcessControl(string? Type, string[]? Command, bool? Tty, int? Rows, int? Columns, string? Signal);

/// <summary>What a socket is connected with.</summary>
public sealed class AttachedProcess
{
    public required IAsyncEnumerable<OutputFrame> Output { get; init; }

    /// <summary>Null: it reads nothing.</summary>
    public ProcessStreams? Input { get; init; }

    public required Func<TerminalSize, CancellationToken, Task> Resize { get; init; }

    /// <summary>By its name without SIG.</summary>
    public required Func<string, CancellationToken, Task> Signal { get; init; }

    internal async Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        try
        {
            if (Input is not null)
                await Input.WriteAsync(input, ct);
        }
        catch (DockerUnavailableException)
        {
            // It has ended, or reads no more: what comes after is nobody's.
        }
    }

    internal void CloseInput() => Input?.CloseInput();

    internal Task ResizeAsync(TerminalSize size, CancellationToken ct) => QuietlyAsync(Resize(size, ct));

    internal Task SignalAsync(string signal, CancellationToken ct) => QuietlyAsync(Signal(signal, ct));

    /// <summary>A process that has just ended has no size and hears nothing.</summary>
    private static async Task QuietlyAsync(Task act)
    {
        try
        {
            await act;
        }
        catch (DockerException)
        {
        }
    }
}
