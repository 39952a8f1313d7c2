using System.Diagnostics;

namespace Seaworthy.SystemTests.Rig.Operated;

/// <summary>Asks a server for its health every few milliseconds, each time on a new connection.</summary>
public sealed class Availability : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Uri health;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<(TimeSpan At, bool Answered)> seen = [];
    private readonly Task watching;

    private Availability(int port)
    {
        health = new Uri($"http://127.0.0.1:{port}/health");
        watching = WatchAll();
    }

    public static Availability Watch(int port) => new(port);

    /// <summary>From the last answer before to the first after; zero where each was answered.</summary>
    public async Task<TimeSpan> LongestGap()
    {
        await stopping.CancelAsync();
        await watching;
        var (longest, last, isAway) = (TimeSpan.Zero, TimeSpan.Zero, false);
        foreach (var (at, answered) in seen)
        {
            if (answered && isAway && at - last > longest)
                longest = at - last;
            if (answered)
                last = at;
            isAway = !answered;
        }
        return longest;
    }

    public async ValueTask DisposeAsync()
    {
        await LongestGap();
        stopping.Dispose();
    }

    private async Task WatchAll()
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            seen.Add((clock.Elapsed, await Answers()));
            await Task.Delay(Interval, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> Answers()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(health, CancellationToken.None);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
