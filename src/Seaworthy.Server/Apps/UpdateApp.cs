using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps;

/// <summary>Changes an app's settings. They are frozen into the next release; the one that serves is not touched.</summary>
public sealed class UpdateApp(Db db)
{
    /// <returns>False if the slug is taken.</returns>
    public async Task<bool> RunAsync(App app, CancellationToken ct)
    {
        try
        {
            await db.InTransactionAsync(
                async connection =>
                {
                    await AppStore.LockAsync(connection, app.Id);
                    await AppStore.UpdateAsync(connection, app);
                    await connection.NotifyAsync("routes");
                },
                ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
