using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Domains;

/// <summary>Changes a domain's path or its redirect.</summary>
public sealed class ChangeDomain(Db db, DomainRoutes routes)
{
    /// <returns>False if the host's new path is taken by another domain of the app.</returns>
    public async Task<bool> RunAsync(Domain changed, CancellationToken ct)
    {
        try
        {
            await db.InTransactionAsync(
                async connection =>
                {
                    await DomainStore.UpdateAsync(connection, changed);
                    await connection.NotifyAsync("routes", changed.AppId.Value);
                },
                ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
        await routes.PublishAsync(changed.AppId, ct);
        return true;
    }
}
