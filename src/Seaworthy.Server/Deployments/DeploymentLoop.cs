using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Deployments;

/// <summary>Advances an app's deployments whenever one was requested, a build ended or a rollout finished.</summary>
public sealed class DeploymentLoop(WorkQueue queue, Signals signals, Db db, AdvanceDeployments advance, ILogger<DeploymentLoop> logger)
    : WorkLoop(queue, signals, logger)
{
    protected override string Kind => "deployments";

    protected override async Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct)
    {
        await db.InTransactionAsync(connection => advance.RunAsync(connection, new AppId(key), ct), ct);
        return null;
    }
}
