using Dapper;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>Forgets what happened long ago: all but each app's newest events, and what people did more than a year ago.</summary>
public sealed class RetireEvents(Db db)
{
    /// <summary>Of each app; a deployment leaves about ten, with a talkative release command a hundred more.</summary>
    internal const int Kept = 10_000;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from events e using apps a
                cross join lateral (select newest.id from events newest where newest.app_id = a.id order by newest.id desc offset @Kept limit 1) last
            where e.app_id = a.id and e.id <= last.id;
            delete from audit where at < now() - interval '1 year'
            """,
            new { Kept }, cancellationToken: ct));
    }
}
