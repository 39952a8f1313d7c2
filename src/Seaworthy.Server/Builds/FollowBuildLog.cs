using System.Runtime.CompilerServices;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Builds;

/// <summary>
/// A build's log from any line on, as it grows, until the build is over. Each portion is read from the database when the reader asks for it,
/// so a slow reader costs nothing and misses nothing.
/// </summary>
public sealed class FollowBuildLog(BuildStore store, Db db, Signals signals)
{
    private const int Portion = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Portions of lines with numbers greater than <paramref name="after"/>; an empty one means that nothing was new for a second.</summary>
    public async IAsyncEnumerable<IReadOnlyList<BuildLine>> RunAsync(BuildId build, int after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var news = signals.Subscribe(BuildTopics.Log, build.ToString());
        while (true)
        {
            // The end is written after the last line: asked for before the lines, it means that these are all.
            var hasEnded = await HasEndedAsync(build, ct);
            var lines = await store.LinesAsync(build, after, Portion, ct);
            if (lines.Count == 0 && hasEnded)
                yield break;
            yield return lines;
            if (lines.Count > 0)
                after = lines[^1].Seq;
            if (lines.Count < Portion && !hasEnded)
                await news.WaitAsync(Poll, ct);
        }
    }

    private async Task<bool> HasEndedAsync(BuildId build, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await BuildStore.FindAsync(connection, build) is null or { HasEnded: true };
    }
}
