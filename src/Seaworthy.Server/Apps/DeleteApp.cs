using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Apps;

/// <summary>Deletes an app: its address is free at once, its instances drain and go, its volumes are kept for a week.</summary>
public sealed class DeleteApp(Db db)
{
    public Task RunAsync(AppId app, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            if (!await AppStore.LockAsync(connection, app))
                return;
            await AppStore.DeleteAsync(connection, app);
            await VolumeStore.KeepForAWhileAsync(connection, app);
            await connection.NotifyAsync("routes", app.Value);
            await WorkQueue.NudgeAsync(connection, "deployments", app.Value);
            await WorkQueue.NudgeAsync(connection, "apps", app.Value);
        },
        ct);
}
