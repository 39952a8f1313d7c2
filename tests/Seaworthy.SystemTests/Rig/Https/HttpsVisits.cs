using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Seaworthy.SystemTests.Rig.Https;

/// <summary>One visit that was not answered with 200, counted from the first visit's start.</summary>
public sealed record FailedVisit(TimeSpan At, TimeSpan Ended, string Why)
{
    public override string ToString() => $"{At.TotalSeconds:0.000} to {Ended.TotalSeconds:0.000} s: {Why}";
}

/// <summary>Visits a host by https again and again, one visitor on a connection that is kept, one on a new connection each time, until <see cref="Stop"/>.</summary>
public sealed class HttpsVisits : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpsWorld world;
    private readonly Uri address;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<FailedVisit> failures = [];
    private readonly Task visiting;
    private int answers;

    private HttpsVisits(HttpsWorld world, string host)
    {
        this.world = world;
        address = new Uri($"https://{host}:{world.Port}/");
        visiting = Task.WhenAll(Visit(keeps: true), Visit(keeps: false));
    }

    public int Answers => answers;

    public TimeSpan Now => clock.Elapsed;

    public static HttpsVisits Start(HttpsWorld world, string host) => new(world, host);

    public async Task<IReadOnlyList<FailedVisit>> Stop()
    {
        await stopping.CancelAsync();
        await visiting;
        return [.. failures.OrderBy(failure => failure.At)];
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        stopping.Dispose();
    }

    private async Task Visit(bool keeps)
    {
        await Task.Yield();
        using var kept = Client();
        while (!stopping.IsCancellationRequested)
        {
            if (keeps)
            {
                await VisitOnce(kept);
            }
            else
            {
                using var fresh = Client();
                await VisitOnce(fresh);
            }
            await Task.Delay(Pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private HttpClient Client() => new(world.Visitor()) { Timeout = Patience, DefaultRequestVersion = HttpVersion.Version20 };

    private async Task VisitOnce(HttpClient http)
    {
        var at = clock.Elapsed;
        try
        {
            using var answer = await http.GetAsync(address, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.OK)
                Interlocked.Increment(ref answers);
            else
                failures.Add(new FailedVisit(at, clock.Elapsed, $"status {(int)answer.StatusCode}"));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            failures.Add(new FailedVisit(at, clock.Elapsed, e.Message));
        }
    }
}
