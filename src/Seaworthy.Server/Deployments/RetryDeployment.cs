using Dapper;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Does an ended deployment again, as a new one: with its build where that succeeded and is kept, else by building the same revision, else with its release.</summary>
public sealed class RetryDeployment(Db db, RequestDeployment deploy, RequestBuild builds)
{
    /// <returns>Null if it rolled out a release that is kept no longer.</returns>
    public Task<DeploymentId?> RunAsync(Deployment before, string actor, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, before.AppId);
            var by = new RequestDeployment.By(before.AppId, before.Trigger, actor);
            if (before.BuildId is { } build)
            {
                var succeeded = await connection.ExecuteScalarAsync<bool>("select status = 'succeeded' and image_gone_at is null from builds where id = @build", new { build });
                return await deploy.FromBuildAsync(connection, by, succeeded ? build : await builds.AgainAsync(connection, build, ct), null, ct);
            }
            if (before.ReleaseId is not { } release || !await connection.ExecuteScalarAsync<bool>("select retired_at is null from releases where id = @release", new { release }))
                return (DeploymentId?)null;
            return await deploy.RollbackAsync(connection, by, release, ct);
        },
        ct);
}
