using System.Runtime.CompilerServices;
using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Reads what happened to an organization's apps, and goes on reading.</summary>
public sealed class EventFeed(Db db, Signals signals)
{
    private const int Portion = 500;

    /// <summary>
    /// Numbers are drawn before their transactions commit, so one may become visible after a greater one: as far back is looked again.
    /// Transactions that write events take milliseconds.
    /// </summary>
    private const int Overlap = 200;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private const string Select = """
        select e.id, e.app_id, e.deployment_id, e.at, e.kind, e.text from events e join apps a on a.id = e.app_id
        where a.organization_id = @organization and (@app::uuid is null or e.app_id = @app)
        """;

    /// <summary>The newest first; those before <paramref name="before"/> where given.</summary>
    public async Task<IReadOnlyList<EventShape>> ListAsync(OrganizationId organization, AppId? app, long? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<EventShape>(
            $"{Select} and (@before::bigint is null or e.id < @before) order by e.id desc limit @limit", new { organization, app = app?.Value, before, limit })];
    }

    /// <summary>Everything after <paramref name="after"/> (null: from now on) as it comes, without an end; null once it listens, and where nothing came for a while.</summary>
    public async IAsyncEnumerable<EventShape?> FollowAsync(OrganizationId organization, AppId? app, long? after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var news = app is { } one ? signals.Subscribe("events", one.ToString()) : signals.Subscribe("events");
        var last = after ?? (await ListAsync(organization, app, null, 1, ct)).Select(happened => happened.Id).FirstOrDefault();
        // What was there at the beginning is not news.
        var told = after is null ? (await ReadAsync(organization, app, last, ct)).Select(happened => happened.Id).ToHashSet() : [];
        var start = last;
        var silence = TimeSpan.Zero;
        // From here on nothing is missed: whoever waits for the stream to open may go on.
        yield return null;
        while (true)
        {
            var portion = await ReadAsync(organization, app, last, ct);
            var fresh = portion.Where(happened => (happened.Id > start || after is null) && told.Add(happened.Id)).ToList();
            foreach (var happened in fresh)
                yield return happened;
            last = Math.Max(last, portion.Select(happened => happened.Id).DefaultIfEmpty(last).Max());
            told.RemoveWhere(id => id <= last - Overlap);
            if (fresh.Count > 0)
            {
                silence = TimeSpan.Zero;
                continue;
            }
            // Something must travel now and then, or proxies take the connection for dead.
            if (silence >= LongestSilence)
            {
                silence = TimeSpan.Zero;
                yield return null;
            }
            await news.WaitAsync(Poll, ct);
            silence += Poll;
        }
    }

    private async Task<IReadOnlyList<EventShape>> ReadAsync(OrganizationId organization, AppId? app, long last, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<EventShape>(
            $"{Select} and e.id > @last - @Overlap and (e.id > @last or e.at > now() - interval '1 minute') order by e.id limit @Portion",
            new { organization, app = app?.Value, last, Overlap, Portion })];
    }
}
