using Dapper;
using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform.Events;

/// <summary>What happened to an app, in the order in which it happened: the table <c>events</c>.</summary>
public sealed class EventLog(Db db)
{
    /// <summary>Of each app; a deployment leaves about ten, with a talkative release command a hundred more.</summary>
    internal const int Kept = 10_000;

    /// <summary>Adds an event of an app in the caller's transaction: it is told when that commits.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, AppId app, string kind, string text)
    {
        await connection.ExecuteAsync("insert into events (app_id, kind, text) values (@app, @kind, @text)", new { app, kind, text });
        await connection.NotifyAsync("events", app.Value);
    }

    /// <summary>Adds an event; one of a rollout belongs to the rollout's deployment too.</summary>
    public Task AddAsync(AppId app, RolloutId? rollout, string kind, string text, CancellationToken ct) => AddAsync(app, rollout, kind, [text], ct);

    /// <summary>Several at once, in their order.</summary>
    public async Task AddAsync(AppId app, RolloutId? rollout, string kind, IReadOnlyList<string> texts, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(
            """
            insert into events (app_id, deployment_id, kind, text)
            select @app, (select id from deployments where rollout_id = @rollout limit 1), @kind, line.text
            from unnest(@texts) with ordinality as line (text, number) order by line.number;
            select pg_notify('seaworthy', 'events:' || @app::text);
            """,
            new { app, rollout, kind, texts = texts.ToArray() });
    }

    /// <summary>Forgets all but each app's newest <see cref="Kept"/>.</summary>
    public async Task ForgetOldAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from events e using apps a
                cross join lateral (select newest.id from events newest where newest.app_id = a.id order by newest.id desc offset @Kept limit 1) last
            where e.app_id = a.id and e.id <= last.id
            """,
            new { Kept }, cancellationToken: ct));
    }
}
