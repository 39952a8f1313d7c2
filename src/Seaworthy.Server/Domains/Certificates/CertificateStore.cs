using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>Reads and writes what is known of the certificates of hosts (<c>domain_hosts</c>).</summary>
public sealed class CertificateStore(Db db)
{
    /// <summary>Null: the host is nobody's any more.</summary>
    internal async Task<HostCertificate?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<HostCertificate>(
            """
            select h.id, h.host, h.app_id, h.certificate, h.issuer, h.not_after, h.error, h.attempts
            from domain_hosts h join apps a on a.id = h.app_id where h.id = @id and a.deleted_at is null
            """,
            new { id });
    }

    /// <summary>Makes a look at the host's certificate due now, with its pauses from the beginning.</summary>
    public Task AskAgainAsync(string host, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var id = await connection.QuerySingleOrDefaultAsync<Guid?>(
                """
                update domain_hosts set attempts = 0, error = case when certificate = 'active' then error end,
                    certificate = case when certificate = 'active' then certificate else 'waiting' end
                where host = @host returning id
                """,
                new { host });
            if (id is { } key)
                await WorkQueue.NudgeAsync(connection, CertificateLoop.WorkKind, key);
        },
        ct);

    /// <summary>Makes due whatever nothing is due for: hosts that were added while HTTPS was off.</summary>
    internal Task AskForForgottenAsync(CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var forgotten = await connection.QueryAsync<Guid>(
                "select h.id from domain_hosts h where not exists (select 1 from work w where w.kind = @WorkKind and w.key = h.id)", new { CertificateLoop.WorkKind });
            foreach (var id in forgotten)
                await WorkQueue.NudgeAsync(connection, CertificateLoop.WorkKind, id);
        },
        ct);

    /// <summary>Keeps what a look saw. Redirects follow the certificate, so routes are computed anew.</summary>
    internal async Task KeepAsync(HostCertificate seen, DateTimeOffset at, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var changed = await connection.ExecuteAsync(
            """
            update domain_hosts set certificate = @Certificate, issuer = @Issuer, not_after = @NotAfter, error = @Error, attempts = @Attempts, checked_at = @at
            where id = @Id
            """,
            new { seen.Id, seen.Certificate, seen.Issuer, seen.NotAfter, seen.Error, seen.Attempts, at });
        if (changed == 1)
            await connection.NotifyAsync("routes", seen.AppId.Value);
    }
}

/// <summary>What is known of one host's certificate.</summary>
internal sealed record HostCertificate
{
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required AppId AppId { get; init; }

    /// <summary>waiting, active or failed.</summary>
    public required string Certificate { get; init; }

    public string? Issuer { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public string? Error { get; init; }

    /// <summary>Failed looks in a row.</summary>
    public required int Attempts { get; init; }
}
