using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Deployments;

/// <summary>
/// Brings an app's deployments one step further, in one transaction under the app's lock: the newest goes from build to release to
/// rollout. An older one gives way: at once while it has no rollout, else when the newer one is ready to be rolled out and it has not
/// switched. So an older request never goes live after a newer one, and a newer one that does not build costs nobody anything. Where nothing
/// is asked for, a release that crashes again and again may have to give way to an older one.
/// </summary>
public sealed class AdvanceDeployments(CreateRelease createRelease)
{
    public async Task RunAsync(NpgsqlConnection connection, AppId appId, CancellationToken ct)
    {
        var exists = await AppStore.LockAsync(connection, appId);
        var app = await AppStore.ReadAsync(connection, appId);
        var open = new List<OpenDeployment>();
        foreach (var deployment in await DeploymentStore.OpenAsync(connection, appId))
        {
            if (deployment.RolloutFinishedAt is { } finished)
                await DeploymentStore.CloseAsync(connection, appId, deployment.Id, finished);
            else if (!exists)
                await StopAsync(connection, appId, deployment, "cancelled", "the app was deleted", null);
            else if (!app.IsRunning && deployment.CreatedAt < app.DesiredAt && deployment.RolloutId is null)
                await StopAsync(connection, appId, deployment, "cancelled", "the app was stopped", null);
            else if (deployment is { CancelRequested: true, RolloutId: null })
                await StopAsync(connection, appId, deployment, "cancelled", "cancelled", null);
            else
                open.Add(deployment);
        }
        if (open.Count == 0)
        {
            if (exists && app is { IsRunning: true, ReturnWhenCrashing: true } && await ReturnFromCrashes.RunAsync(connection, appId))
                await RunAsync(connection, appId, ct);
            return;
        }

        var newest = open[^1];
        foreach (var older in open.SkipLast(1).Where(older => older.RolloutId is null))
            await StopAsync(connection, appId, older, "superseded", $"deployment {newest.Number} took its place", newest.Id);
        if (newest.RolloutId is null)
            await AdvanceAsync(connection, app, newest, open.FindAll(older => older is { RolloutId: not null, Switched: false }), ct);
    }

    private async Task AdvanceAsync(NpgsqlConnection connection, App app, OpenDeployment deployment, List<OpenDeployment> givingWay, CancellationToken ct)
    {
        var release = deployment.ReleaseId;
        if (release is null)
        {
            var build = await BuildStore.FindAsync(connection, deployment.BuildId!.Value);
            switch (build!.Status)
            {
                case BuildStatus.Queued or BuildStatus.Running:
                    return;
                case BuildStatus.Failed or BuildStatus.Cancelled:
                    await DeploymentStore.EndAsync(connection, deployment.Id, build.Status == BuildStatus.Failed ? "failed" : "cancelled", build.Error ?? "the build was cancelled");
                    return;
            }
            try
            {
                release = await createRelease.RunAsync(connection, app, build, ct);
            }
            catch (ImageGoneException e)
            {
                await DeploymentStore.EndAsync(connection, deployment.Id, "failed", e.Message);
                return;
            }
            await DeploymentStore.SetReleaseAsync(connection, deployment.Id, release.Value);
        }
        foreach (var older in givingWay)
            await DeploymentStore.MarkSupersededAsync(connection, older.Id, deployment.Id);
        await RollOutAsync(connection, app, deployment, release.Value);
    }

    /// <summary>One rollout at a time: an unfinished one is told to give way, and nudges us when it is over.</summary>
    private static async Task RollOutAsync(NpgsqlConnection connection, App app, OpenDeployment deployment, ReleaseId release)
    {
        if (await RolloutStore.SupersedeAsync(connection, app.Id))
        {
            await WorkQueue.NudgeAsync(connection, "apps", app.Id.Value);
            return;
        }
        var rollout = Ids.New<RolloutId>();
        await RolloutStore.InsertAsync(connection, rollout, app.Id, release, KindOf(deployment.Trigger));
        await DeploymentStore.SetRolloutAsync(connection, deployment.Id, rollout);
        if (deployment.Replicas is { } replicas)
        {
            // What one instance has alone, two cannot, even if that was set after the deployment was asked for.
            var isAlone = app.Strategy == "stop-first" || await VolumeStore.IsExclusiveAsync(connection, app.Id, ProcessName.Web);
            await AppStore.SetReplicasAsync(connection, app.Id, ProcessName.Web, isAlone ? Math.Min(replicas, 1) : replicas);
        }
        if (!app.IsRunning)
            await AppStore.SetDesiredAsync(connection, app.Id, "running");
        await WorkQueue.NudgeAsync(connection, "apps", app.Id.Value);
    }

    /// <summary>Ends what has no rollout yet, with its build; a rollout is told to cancel, and ends by itself.</summary>
    private static async Task StopAsync(NpgsqlConnection connection, AppId app, OpenDeployment deployment, string ended, string reason, DeploymentId? by)
    {
        if (deployment.RolloutId is { } rollout)
        {
            await RolloutStore.RequestCancelAsync(connection, rollout);
            await WorkQueue.NudgeAsync(connection, "apps", app.Value);
            return;
        }
        if (deployment is { BuildId: { } build, ReleaseId: null })
            await CancelBuild.RunAsync(connection, build);
        await DeploymentStore.EndAsync(connection, deployment.Id, ended, reason, by);
    }

    internal static RolloutKind KindOf(string trigger) => trigger switch
    {
        "rollback" or "return" => RolloutKind.Rollback,
        "restart" => RolloutKind.Restart,
        "start" => RolloutKind.Start,
        _ => RolloutKind.Deploy,
    };
}
