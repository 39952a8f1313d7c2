using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Domains;

/// <summary>The app no longer answers at the host; the certificate is not renewed any more.</summary>
public sealed class RemoveDomain(Db db, DomainRoutes routes)
{
    public async Task RunAsync(Domain domain, CancellationToken ct)
    {
        await db.InTransactionAsync(
            async connection =>
            {
                await DomainStore.DeleteAsync(connection, domain);
                await connection.NotifyAsync("routes", domain.AppId.Value);
            },
            ct);
        await routes.PublishAsync(domain.AppId, ct);
    }
}
