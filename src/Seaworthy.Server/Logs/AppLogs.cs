using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Logs;

/// <summary>What the instances of an app write: the end of it at once, and live, over instances that come and go.</summary>
public sealed class AppLogs(Db db, IDockerEngine docker, Signals signals)
{
    private const int LongestLine = 16 * 1024;
    private const int Buffered = 1000;
    private static readonly TimeSpan LookForNew = TimeSpan.FromSeconds(2);

    /// <summary>The last <paramref name="tail"/> lines of all instances together, in the order of their times.</summary>
    public async Task<(IReadOnlyList<AppLogLine> Lines, int Containers)> TailAsync(AppId app, int tail, CancellationToken ct)
    {
        var instances = await InstancesAsync(app, ct);
        var lines = new List<AppLogLine>();
        foreach (var instance in instances)
        {
            await foreach (var line in ReadAsync(instance, new LogQuery { Tail = tail, Timestamps = true }, ct))
                lines.Add(ToLine(instance, line, LogCursor.Start));
        }
        return ([.. lines.OrderBy(line => line.At).TakeLast(tail)], instances.Count);
    }

    /// <summary>
    /// Goes on after <paramref name="cursor"/>, or begins with the last <paramref name="tail"/> lines of each instance, until cancelled.
    /// A reader that is too slow holds the engine's stream back; nothing is dropped.
    /// </summary>
    public async IAsyncEnumerable<AppLogLine> FollowAsync(AppId app, LogCursor cursor, int tail, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lines = Channel.CreateBounded<(LoggedInstance Instance, OutputLine Line)>(new BoundedChannelOptions(Buffered) { SingleReader = true });
        var following = FollowInstancesAsync(app, cursor, tail, lines.Writer, ending.Token);
        try
        {
            await foreach (var (instance, line) in lines.Reader.ReadAllAsync(ct))
            {
                cursor = cursor.With(instance.ShortId, line.At ?? default);
                yield return ToLine(instance, line, cursor);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts a reader for each instance as it appears.</summary>
    private async Task FollowInstancesAsync(AppId app, LogCursor cursor, int tail, ChannelWriter<(LoggedInstance, OutputLine)> lines, CancellationToken ct)
    {
        using var news = signals.Subscribe("events", app.ToString());
        var readers = new Dictionary<string, Task>();
        var isFirst = true;
        try
        {
            while (true)
            {
                foreach (var instance in await InstancesAsync(app, ct))
                {
                    if (readers.TryGetValue(instance.ContainerId, out var reader) && !reader.IsCompleted)
                        continue;
                    // One that was already read to its end goes on after its last line; one that is new is read whole.
                    var from = isFirst ? cursor.Of(instance.ShortId) : reader is null ? null : DateTimeOffset.UtcNow;
                    var query = new LogQuery { Follow = true, Timestamps = true, Since = from, Tail = isFirst && from is null ? tail : null };
                    readers[instance.ContainerId] = FollowOneAsync(instance, query, lines, ct);
                }
                isFirst = false;
                await news.WaitAsync(LookForNew, ct);
            }
        }
        catch (Exception e)
        {
            lines.TryComplete(e is OperationCanceledException ? null : e);
        }
        await Task.WhenAll(readers.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowOneAsync(LoggedInstance instance, LogQuery query, ChannelWriter<(LoggedInstance, OutputLine)> lines, CancellationToken ct)
    {
        await foreach (var line in ReadAsync(instance, query, ct))
        {
            // What has exactly the cursor's time was read before.
            if (query.Since is null || line.At > query.Since)
                await lines.WriteAsync((instance, line), ct);
        }
    }

    /// <summary>Ends quietly where the container is removed meanwhile.</summary>
    private async IAsyncEnumerable<OutputLine> ReadAsync(LoggedInstance instance, LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lines = docker.Containers.LogsAsync(instance.ContainerId, query, ct).ToLinesAsync(LongestLine, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (DockerException)
            {
                yield break;
            }
            yield return lines.Current;
        }
    }

    private async Task<IReadOnlyList<LoggedInstance>> InstancesAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<LoggedInstance>(
            "select container_id, process, ordinal, kind from instances where app_id = @app and kind <> 'oneoff' and removed_at is null and container_id is not null order by created_at", new { app })];
    }

    private static AppLogLine ToLine(LoggedInstance instance, OutputLine line, LogCursor cursor) => new(
        instance.ShortId, instance.Label, line.Stream == OutputStream.Stderr ? "stderr" : "stdout", line.At ?? default, TerminalText.Plain(line.Text), cursor);

    private sealed record LoggedInstance
    {
        public required string ContainerId { get; init; }

        public required string Process { get; init; }

        public int Ordinal { get; init; }

        public required string Kind { get; init; }

        public string ShortId => ContainerId[..12];

        public string Label => Kind is "release" or "job" ? Process : $"{Process}.{Ordinal}";
    }
}
