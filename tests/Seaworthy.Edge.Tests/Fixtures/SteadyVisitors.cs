using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>Visitors who ask without a pause, some on a new connection each time, some on one for as long as they may keep it. Nothing is tried again.</summary>
internal sealed class SteadyVisitors : IAsyncDisposable
{
    private readonly CancellationTokenSource enough = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentQueue<string> refused = new();
    private readonly Task all;
    private readonly Func<Task<RawConnection>> connect;
    private int answers;

    public SteadyVisitors(Func<Task<RawConnection>> connect, int fresh, int kept)
    {
        this.connect = connect;
        all = Task.WhenAll(Enumerable.Range(0, fresh + kept).Select(i => Task.Run(() => VisitAsync(keep: i >= fresh))));
    }

    public int Answers => Volatile.Read(ref answers);

    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>Connections that were not taken.</summary>
    public IReadOnlyCollection<string> Refused => refused;

    public async Task StopAsync()
    {
        await enough.CancelAsync();
        await all;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        enough.Dispose();
    }

    private async Task VisitAsync(bool keep)
    {
        RawConnection? connection = null;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                connection ??= await connect();
            }
            catch (SocketException e)
            {
                refused.Enqueue(e.Message);
                continue;
            }
            try
            {
                await connection.SendAsync($"GET / HTTP/1.1\r\nHost: app.test\r\n{(keep ? "" : "Connection: close\r\n")}\r\n");
                var answer = await connection.ReadMessageAsync() ?? throw new EndOfStreamException("closed without an answer");
                if (answer.Status != 200)
                    failures.Enqueue(answer.StartLine);
                Interlocked.Increment(ref answers);
                if (answer["Connection"] != "close")
                    continue;
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException or OperationCanceledException)
            {
                failures.Enqueue($"{(keep ? "kept" : "fresh")}: {e.Message}");
            }
            connection.Close();
            connection = null;
        }
        connection?.Close();
    }
}
