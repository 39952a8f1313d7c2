using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Seaworthy.SystemTests.Rig.Runs;

/// <summary>Somebody at the WebSocket of a process.</summary>
public sealed class ProcessClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly StringBuilder stdout = new();
    private readonly StringBuilder stderr = new();

    private ProcessClient()
    {
    }

    public string Stdout => stdout.ToString();

    public string Stderr => stderr.ToString();

    /// <summary>The last message, once it has come: an exit code or an error.</summary>
    public JsonElement? Last { get; private set; }

    public int? ExitCode => Last is { } last && last.GetProperty("type").GetString() == "exit" ? last.GetProperty("exit_code").GetInt32() : null;

    public static async Task<ProcessClient> Open(World world, string path, CancellationToken cancel)
    {
        var client = new ProcessClient();
        client.socket.Options.SetRequestHeader("Authorization", $"Bearer {await world.CreateToken("process", cancel)}");
        await client.socket.ConnectAsync(new Uri($"ws://{world.Installation.ServerAddress.Authority}{path}"), cancel);
        return client;
    }

    public Task Type(string text, CancellationToken cancel) => Send(Encoding.UTF8.GetBytes(text), cancel);

    public Task Send(ReadOnlyMemory<byte> input, CancellationToken cancel) => socket.SendAsync(input, WebSocketMessageType.Binary, endOfMessage: true, cancel).AsTask();

    public Task Control(object control, CancellationToken cancel) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(control), WebSocketMessageType.Text, endOfMessage: true, cancel);

    /// <summary>Reads on until this was printed.</summary>
    public Task Prints(string text, CancellationToken cancel) => Read(() => Stdout.Contains(text, StringComparison.Ordinal), $"\"{text}\" is printed", cancel);

    /// <summary>Reads to the end.</summary>
    public Task Ends(CancellationToken cancel) => Read(() => false, "it ends", cancel);

    /// <summary>Without a word, as a client that is killed.</summary>
    public void Vanish() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private async Task Read(Func<bool> isEnough, string what, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (!isEnough())
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, got.Count);
                if (!got.EndOfMessage)
                    continue;
                var whole = message.ToArray();
                message.SetLength(0);
                if (got.MessageType == WebSocketMessageType.Text)
                    Last = JsonDocument.Parse(whole).RootElement;
                else
                    (whole[0] == 2 ? stderr : stdout).Append(Encoding.UTF8.GetString(whole.AsSpan(1)));
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited in vain until {what}; so far: {Stdout}{Stderr}");
        }
    }
}
