using System.Runtime.CompilerServices;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Runs;

/// <summary>What a run printed: from the engine while its container is there, from the database afterwards.</summary>
public sealed class RunLogs(RunStore runs, IDockerEngine docker, Signals signals)
{
    private const int LongestLine = 16 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<RunLine>> TailAsync(Run run, int tail, CancellationToken ct) =>
        run.HasEnded ? await runs.LogAsync(run.Id, tail, ct) : await ReadContainerAsync(run, tail, ct);

    /// <summary>The lines from the beginning (or behind <paramref name="after"/>) as they come, until the run has ended.</summary>
    public async IAsyncEnumerable<RunLine> FollowAsync(Run run, DateTimeOffset? after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var news = signals.Subscribe("runs", run.Id.ToString());
        while (run is { HasEnded: false, Status: RunStatus.Starting })
        {
            await news.WaitAsync(Poll, ct);
            run = await runs.ReadAsync(run.Id, ct) ?? throw new OperationCanceledException("The run is gone.");
        }
        if (!run.HasEnded)
        {
            var seen = after;
            await foreach (var line in ReadAsync(run, new LogQuery { Follow = true, Timestamps = true, Since = after }, ct))
            {
                // What has exactly the time of the last line that was read before comes again.
                if (seen is null || line.At > seen)
                {
                    after = line.At;
                    yield return line;
                }
            }
        }
        while (!run.HasEnded)
        {
            await news.WaitAsync(Poll, ct);
            run = await runs.ReadAsync(run.Id, ct) ?? throw new OperationCanceledException("The run is gone.");
        }
        foreach (var line in await runs.LogAsync(run.Id, RunLimits.KeptLines, ct))
        {
            if (after is null || line.At > after)
                yield return line;
        }
    }

    /// <summary>The last lines that its container wrote; none if that is gone.</summary>
    internal async Task<IReadOnlyList<RunLine>> ReadContainerAsync(Run run, int tail, CancellationToken ct)
    {
        var lines = new List<RunLine>();
        await foreach (var line in ReadAsync(run, new LogQuery { Tail = tail, Timestamps = true }, ct))
            lines.Add(line);
        return lines;
    }

    /// <summary>As much of the end as is kept.</summary>
    internal static IReadOnlyList<RunLine> Bounded(IReadOnlyList<RunLine> lines)
    {
        var first = lines.Count;
        for (var characters = 0; first > 0 && lines.Count - first < RunLimits.KeptLines; first--)
        {
            characters += lines[first - 1].Text.Length + 1;
            if (characters > RunLimits.KeptCharacters)
                break;
        }
        return [.. lines.Skip(first)];
    }

    private async IAsyncEnumerable<RunLine> ReadAsync(Run run, LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lines = docker.Containers.LogsAsync(run.ContainerName, query, ct).ToLinesAsync(LongestLine, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (DockerException e) when (e is not DockerUnavailableException)
            {
                // The container is gone meanwhile.
                yield break;
            }
            var line = lines.Current;
            var stream = line.Stream switch
            {
                OutputStream.Stderr => "stderr",
                OutputStream.Terminal => "terminal",
                _ => "stdout",
            };
            yield return new RunLine { At = line.At ?? default, Stream = stream, Text = TerminalText.Plain(line.Text) };
        }
    }
}
