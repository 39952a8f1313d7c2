using System.Text;
using System.Threading.Channels;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Builds;

/// <summary>
/// Writes a running build's lines and steps, in batches 50 ms apart, and signals each. Whoever writes faster than the database waits.
/// </summary>
internal sealed class BuildOutput : IAsyncDisposable
{
    internal const int MostLines = 100_000;

    /// <summary>As UTF-8. BuildKit itself keeps 2 MB of each step, but a build may have many.</summary>
    internal const long MostBytes = 10L * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Channel<object> unwritten = Channel.CreateBounded<object>(new BoundedChannelOptions(1_000) { SingleReader = true });
    private readonly Db db;
    private readonly BuildId build;
    private readonly TimeProvider time;
    private readonly Task writing;
    private int last;
    private long bytes;
    private bool isFull;

    private BuildOutput(Db db, BuildId build, TimeProvider time, int last, long bytes)
    {
        (this.db, this.build, this.time, this.last, this.bytes) = (db, build, time, last, bytes);
        // The line that says so is there already.
        isFull = last > MostLines || bytes > MostBytes;
        writing = WriteAllAsync();
    }

    /// <summary>Goes on after the lines of an interrupted attempt; its steps are forgotten.</summary>
    public static async Task<BuildOutput> OpenAsync(Db db, BuildId build, TimeProvider time, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("delete from build_steps where build_id = @build", new { build });
        var (last, bytes) = await connection.QuerySingleAsync<(int, long)>(
            "select coalesce(max(seq), 0), coalesce(sum(octet_length(line)), 0) from build_log where build_id = @build", new { build });
        return new BuildOutput(db, build, time, last, bytes);
    }

    /// <summary>Something that Seaworthy itself says; each of its lines becomes one of the log.</summary>
    public async Task NoteAsync(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await LineAsync("", "note", line);
    }

    /// <param name="step">The number of the step, or nothing.</param>
    /// <param name="stream">stdout, stderr or note.</param>
    public ValueTask LineAsync(string step, string stream, string text) =>
        unwritten.Writer.WriteAsync(new BuildLine { Seq = 0, At = time.GetUtcNow(), Step = step, Stream = stream, Line = text });

    /// <summary>A step as it stands now.</summary>
    public ValueTask StepAsync(BuildStep step) => unwritten.Writer.WriteAsync(step);

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        unwritten.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (await unwritten.Reader.WaitToReadAsync())
            {
                await WriteAsync();
                await Task.WhenAny(Task.Delay(Pause), unwritten.Reader.Completion);
            }
        }
        catch (Exception e)
        {
            // Without its log a build does not go on: its next line fails too.
            unwritten.Writer.TryComplete(e);
            throw;
        }
    }

    private Task WriteAsync()
    {
        var lines = new List<BuildLine>();
        var steps = new Dictionary<int, BuildStep>();
        while (unwritten.Reader.TryRead(out var item))
        {
            if (item is BuildStep step)
                steps[step.Number] = step;
            else if (item is BuildLine line && !isFull)
                lines.Add(Number(line));
        }
        return db.InTransactionAsync(connection => WriteAsync(connection, lines, steps.Values), CancellationToken.None);
    }

    private BuildLine Number(BuildLine line)
    {
        isFull = last >= MostLines || bytes >= MostBytes;
        var kept = isFull ? new BuildLine { Seq = 0, At = line.At, Line = $"The log has reached its bound of {MostLines} lines or {MostBytes / 1024 / 1024} MB; what follows is not kept." } : line;
        bytes += Encoding.UTF8.GetByteCount(kept.Line);
        return kept with { Seq = ++last };
    }

    private async Task WriteAsync(NpgsqlConnection connection, List<BuildLine> lines, IEnumerable<BuildStep> steps)
    {
        await connection.ExecuteAsync("""
            insert into build_log (build_id, seq, at, step, stream, line)
            select @build, * from unnest(@seq, @at, @step, @stream, @line)
            """,
            new
            {
                build,
                seq = lines.Select(line => line.Seq).ToArray(),
                at = lines.Select(line => line.At.UtcDateTime).ToArray(),
                step = lines.Select(line => line.Step).ToArray(),
                stream = lines.Select(line => line.Stream).ToArray(),
                line = lines.Select(line => line.Line).ToArray(),
            });
        foreach (var step in steps)
        {
            await connection.ExecuteAsync("""
                insert into build_steps (build_id, number, name, cached, started_at, completed_at, error) values (@build, @Number, @Name, @Cached, @StartedAt, @CompletedAt, @Error)
                on conflict (build_id, number) do update set name = excluded.name, cached = excluded.cached, started_at = excluded.started_at, completed_at = excluded.completed_at, error = excluded.error
                """, new { build, step.Number, step.Name, step.Cached, step.StartedAt, step.CompletedAt, step.Error });
        }
        await connection.NotifyAsync(BuildTopics.Log, build.Value);
    }
}
