using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Apps;

/// <summary>Stops an app: visitors get a friendly page, instances drain and go. What served is remembered for the next start.</summary>
public sealed class StopApp(Db db)
{
    public Task RunAsync(AppId app, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, app);
            await AppStore.SetDesiredAsync(connection, app, "stopped");
            await connection.NotifyAsync("routes", app.Value);
            await WorkQueue.NudgeAsync(connection, "deployments", app.Value);
            await WorkQueue.NudgeAsync(connection, "apps", app.Value);
        },
        ct);
}
