using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Everything that a deployment has to tell, in one log: what its build printed, then each step of its rollout.</summary>
public sealed class DeploymentLog(Db db, DeploymentStore deployments, Signals signals)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Up to 1,000 lines after <paramref name="cursor"/>.</summary>
    public async Task<IReadOnlyList<DeploymentLine>> ReadAsync(DeploymentId deployment, DeploymentCursor cursor, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var lines = new List<DeploymentLine>();
        // A build that was made for an earlier deployment told its story there.
        var built = await connection.QueryAsync<(int Seq, DateTime At, string Step, string Line)>(
            """
            select l.seq, l.at, l.step, l.line from deployments d join builds b on b.id = d.build_id join build_log l on l.build_id = b.id
            where d.id = @deployment and b.created_at >= d.created_at - interval '1 second' and l.seq > @Build order by l.seq limit @PageSize
            """,
            new { deployment, cursor.Build, PageSize });
        foreach (var (seq, at, step, line) in built)
        {
            cursor = cursor with { Build = seq };
            lines.Add(new DeploymentLine(cursor, new DateTimeOffset(at, TimeSpan.Zero), step.Length == 0 ? "build" : step, line));
        }
        // Steps come after the build: not before its last page.
        if (lines.Count == PageSize)
            return lines;
        var happened = await connection.QueryAsync<(long Id, DateTime At, string Text)>(
            "select id, at, text from events where deployment_id = @deployment and id > @Event order by id limit @PageSize", new { deployment, cursor.Event, PageSize });
        foreach (var (id, at, text) in happened)
        {
            cursor = cursor with { Event = id };
            lines.Add(new DeploymentLine(cursor, new DateTimeOffset(at, TimeSpan.Zero), "rollout", text));
        }
        return lines;
    }

    /// <summary>Lines as they come, until the deployment has ended and all of them were given.</summary>
    public async IAsyncEnumerable<DeploymentLine> FollowAsync(
        OrganizationId organization, Deployment deployment, DeploymentCursor cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        using var news = signals.Subscribe("events", deployment.AppId.ToString());
        while (true)
        {
            // Read before the lines: what was written before it ended is then among them.
            var hasEnded = (await deployments.FindAsync(organization, deployment.Id, ct))!.HasEnded;
            var lines = await ReadAsync(deployment.Id, cursor, ct);
            foreach (var line in lines)
                yield return line;
            if (lines.Count > 0)
                cursor = lines[^1].Cursor;
            else if (hasEnded)
                yield break;
            else
                await news.WaitAsync(deployment.BuildId is null ? Poll : Poll / 5, ct);
        }
    }
}

/// <param name="Source">The build's step, or <c>rollout</c>.</param>
public sealed record DeploymentLine(DeploymentCursor Cursor, DateTimeOffset At, string Source, string Text);

/// <summary>The last line that was read, as text <c>12.3456</c>: of the build's log, and of the events.</summary>
public sealed record DeploymentCursor(int Build, long Event)
{
    public static DeploymentCursor Start { get; } = new(0, 0);

    /// <summary>The start, where the text is not a cursor of ours.</summary>
    public static DeploymentCursor Parse(string? text)
    {
        var parts = (text ?? "").Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var build)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var happened)
                ? new DeploymentCursor(build, happened)
                : Start;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Build}.{Event}");
}
