using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Apps;

/// <summary>Sets how many instances of a process are wanted. Replicas belong to the app, so no release is made.</summary>
public sealed class ScaleApp(Db db)
{
    public Task RunAsync(AppId app, string process, int replicas, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, app);
            await AppStore.SetReplicasAsync(connection, app, process, replicas);
            await WorkQueue.NudgeAsync(connection, "apps", app.Value);
        },
        ct);
}
