using System.Collections.Concurrent;
using System.Diagnostics;

namespace Seaworthy.SystemTests.Rig.Load;

/// <summary>Sends requests at a steady rate from its start until <see cref="Stop"/>, and counts what comes back.</summary>
public sealed class SteadyLoad : IAsyncDisposable
{
    private readonly LoadOptions options;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentBag<(TimeSpan At, TimeSpan Took, HttpAnswer Answer)> answers = [];
    private readonly ConcurrentBag<LoadFailure> failures = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task connections;

    private SteadyLoad(LoadOptions options)
    {
        this.options = options;
        connections = Task.WhenAll(Enumerable.Range(0, options.Connections).Select(Run));
    }

    public static SteadyLoad Start(LoadOptions options) => new(options);

    /// <summary>How many answers have come so far.</summary>
    public int Answers => answers.Count;

    /// <summary>How many requests have failed so far.</summary>
    public int Failures => failures.Count;

    /// <summary>Starts no further request, waits for those under way, and sums up.</summary>
    public async Task<LoadResult> Stop()
    {
        await stopping.CancelAsync();
        await connections;
        var took = answers.Select(answer => answer.Took).Order().ToList();
        return new LoadResult(
            clock.Elapsed,
            answers.GroupBy(answer => answer.Answer.Status).ToDictionary(group => group.Key, group => group.Count()),
            [.. failures.OrderBy(failure => failure.At)],
            [.. answers.GroupBy(answer => answer.Answer.Version)
                .Select(group => new VersionSeen(group.Key, group.Count(), group.Min(answer => answer.At), group.Max(answer => answer.At)))
                .OrderBy(version => version.First)],
            took.ElementAtOrDefault(took.Count / 2),
            took.ElementAtOrDefault(took.Count * 99 / 100),
            took.LastOrDefault());
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await connections;
        stopping.Dispose();
    }

    /// <summary>One connection's requests: it keeps its share of the rate, and catches up after a slow answer.</summary>
    private async Task Run(int index)
    {
        await Task.Yield();
        var interval = TimeSpan.FromSeconds(options.Connections / options.Rate);
        HttpExchange? kept = null;
        for (var due = interval * index / options.Connections; await Reaches(due); due += interval)
            kept = await SendOne(kept);
        kept?.Dispose();
    }

    private async Task<bool> Reaches(TimeSpan due)
    {
        var wait = due - clock.Elapsed;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    /// <returns>The connection, where it may be used again.</returns>
    private async Task<HttpExchange?> SendOne(HttpExchange? kept)
    {
        using var deadline = new CancellationTokenSource(options.Timeout);
        var at = clock.Elapsed;
        var connection = kept;
        try
        {
            connection ??= await HttpExchange.Connect(options.Server, deadline.Token);
            var answer = await connection.Send(options.Body is null ? "GET" : "POST", options.Host, options.Path, options.Body, options.KeepAlive, deadline.Token);
            answers.Add((at, clock.Elapsed - at, answer));
            var fault = answer.Status == 200 ? options.Fault(answer.Body) : $"status {answer.Status}: {answer.Body.Trim()}";
            if (fault is not null)
                failures.Add(new LoadFailure(at, fault));
            if (!answer.Closes)
                return connection;
        }
        catch (OperationCanceledException)
        {
            failures.Add(new LoadFailure(at, $"no answer within {options.Timeout.TotalSeconds:0} s"));
        }
        catch (Exception error)
        {
            failures.Add(new LoadFailure(at, $"{(connection is null ? "not connected" : kept is null ? "on a new connection" : "on a kept connection")}: {error.Message}"));
        }
        connection?.Dispose();
        return null;
    }
}
