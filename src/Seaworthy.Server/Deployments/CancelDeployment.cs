using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Deployments;

/// <summary>Cancels a deployment: before the switch its new side is removed, while it soaks the previous release serves again.</summary>
public sealed class CancelDeployment(Db db)
{
    /// <returns>False if it has ended: then a rollback is what helps.</returns>
    public Task<bool> RunAsync(Deployment deployment, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, deployment.AppId);
            if (deployment.HasEnded)
                return false;
            await DeploymentStore.RequestCancelAsync(connection, deployment.Id);
            if (deployment.RolloutId is { } rollout && !await RolloutStore.RequestCancelAsync(connection, rollout))
                return false;
            if (deployment is { RolloutId: null, BuildId: { } build, ReleaseId: null })
                await CancelBuild.RunAsync(connection, build);
            await WorkQueue.NudgeAsync(connection, "deployments", deployment.AppId.Value);
            await WorkQueue.NudgeAsync(connection, "apps", deployment.AppId.Value);
            return true;
        },
        ct);
}
