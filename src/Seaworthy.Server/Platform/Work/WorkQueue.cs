using Dapper;
using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform.Work;

/// <summary>A row of <c>work</c> in our hands: look at <see cref="Key"/>, then say when to look again.</summary>
public sealed record Claim(Guid Key, long Nudges, int Attempts);

/// <summary>
/// The durable list of what is due to be looked at. A look is idempotent and finds out by itself what is to be done, so the
/// queue never carries commands; a nudge that arrives during a look makes the key due again.
/// </summary>
public sealed class WorkQueue(Db db, Boot boot)
{
    /// <summary>Makes a key due now; with a connection in a transaction: when that commits.</summary>
    public static async Task NudgeAsync(NpgsqlConnection connection, string kind, Guid key)
    {
        await connection.ExecuteAsync("""
            insert into work (kind, key, due_at) values (@kind, @key, now())
            on conflict (kind, key) do update set due_at = least(work.due_at, now()), nudges = work.nudges + 1
            """, new { kind, key });
        await connection.NotifyAsync("work", null);
    }

    public async Task NudgeAsync(string kind, Guid key, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await NudgeAsync(connection, kind, key);
    }

    /// <summary>Takes up to <paramref name="limit"/> due keys, the longest due first; nobody else gets them until completed.</summary>
    public async Task<IReadOnlyList<Claim>> ClaimAsync(string kind, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var claims = await connection.QueryAsync<ClaimRow>("""
            update work set lease_boot = @boot
            where (kind, key) in (
                select kind, key from work
                where kind = @kind and due_at <= now() and lease_boot is null
                order by due_at limit @limit for update skip locked)
            returning key, nudges, attempts
            """, new { kind, limit, boot = boot.Id });
        return [.. claims.Select(row => new Claim(row.Key, row.Nudges, row.Attempts))];
    }

    /// <summary>Gives a key back: due at <paramref name="next"/>, at once if it was nudged meanwhile, gone if never again.</summary>
    public async Task CompleteAsync(string kind, Claim claim, DateTimeOffset? next, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (next is null)
        {
            var removed = await connection.ExecuteAsync(
                "delete from work where kind = @kind and key = @Key and nudges = @Nudges and lease_boot = @boot",
                new { kind, claim.Key, claim.Nudges, boot = boot.Id });
            if (removed == 1)
                return;
        }
        await connection.ExecuteAsync("""
            update work set lease_boot = null, attempts = 0, last_error = null,
                due_at = case when nudges > @Nudges then now() else coalesce(@next, now()) end
            where kind = @kind and key = @Key and lease_boot = @boot
            """, new { kind, claim.Key, claim.Nudges, next, boot = boot.Id });
    }

    /// <summary>Gives a key back after a failed look: tried again after a delay that doubles up to half a minute, with jitter.</summary>
    public async Task FailAsync(string kind, Claim claim, string error, CancellationToken ct)
    {
        var delay = Backoff.Delay(claim.Attempts);
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("""
            update work set lease_boot = null, attempts = attempts + 1, last_error = @error, due_at = now() + @delay
            where kind = @kind and key = @Key and lease_boot = @boot
            """, new { kind, claim.Key, error, delay, boot = boot.Id });
    }

    private sealed record ClaimRow
    {
        public Guid Key { get; init; }

        public long Nudges { get; init; }

        public int Attempts { get; init; }
    }
}
