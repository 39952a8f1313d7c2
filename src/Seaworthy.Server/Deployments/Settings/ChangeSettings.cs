using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>
/// The one way to change an app's settings: the change, the check of all rules, and the deployment of a new release where one is needed
/// are one transaction. So nothing is half-made; and a dry run is the same transaction, rolled back.
/// </summary>
public sealed class ChangeSettings(Db db, EnvironmentStore environment, RequestDeployment deploy, DryRuns dryRuns)
{
    /// <param name="ExpectedTags">The versions that the writer may have read, as ETags; null: it does not care.</param>
    public sealed record Request(AppId App, string Actor, IReadOnlyCollection<string>? ExpectedTags, bool DryRun);

    public abstract record Outcome
    {
        /// <summary>It was done, or there was nothing to do.</summary>
        public sealed record Done(IReadOnlyList<SettingsChange> Changes, DeploymentId? Deployment) : Outcome;

        /// <summary>It would be done so; nothing was.</summary>
        public sealed record Planned(IReadOnlyList<SettingsChange> Changes, bool MakesRelease, IReadOnlyList<string> Plan) : Outcome;

        public sealed record Refused(SettingsFault Fault) : Outcome;
    }

    /// <param name="change">Writes the settings in the transaction it is given, or says why not.</param>
    public async Task<Outcome> RunAsync(Request request, Func<NpgsqlConnection, AppSettings, Task<SettingsFault?>> change, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        // Rolled back wherever it is left before its commit.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await AppStore.LockAsync(connection, request.App))
            return new Outcome.Refused(new SettingsFault.NotFound("app"));
        var before = await AppSettings.ReadAsync(connection, request.App, environment, ct);
        if (request.ExpectedTags is { } tags && !tags.Contains(before.App.ETag))
            return new Outcome.Refused(new SettingsFault.Stale(before.App.SettingsVersion));
        if (await change(connection, before) is { } fault)
            return new Outcome.Refused(fault);
        var after = await AppSettings.ReadAsync(connection, request.App, environment, ct);
        if (SettingsRules.FaultOf(after) is { } broken)
            return new Outcome.Refused(broken);
        var changes = before.ChangesTo(after);
        if (changes.Count == 0)
            return request.DryRun ? new Outcome.Planned(changes, MakesRelease: false, []) : new Outcome.Done(changes, null);

        await AppStore.CountChangeAsync(connection, request.App);
        var deployment = changes.Any(one => one.IsFrozen)
            ? await deploy.ForSettingsAsync(connection, new RequestDeployment.By(request.App, "config", request.Actor), ct)
            : null;
        var isScaled = changes.Any(one => one.Field.EndsWith(".replicas", StringComparison.Ordinal));
        if (request.DryRun)
        {
            var supposed = deployment is not null || isScaled ? await DryRuns.ReadAsync(connection, request.App, deployment) : null;
            await transaction.RollbackAsync(ct);
            return new Outcome.Planned(changes, deployment is not null, supposed is null ? [] : await dryRuns.PlanAsync(supposed, ct));
        }
        if (changes.Any(one => one.Field is "slug" or "name"))
            await connection.NotifyAsync("routes", request.App.Value);
        if (isScaled)
            await WorkQueue.NudgeAsync(connection, "apps", request.App.Value);
        // What crashes already may have to give way now.
        if (changes.Any(one => one.Field is "return_when_crashing"))
            await WorkQueue.NudgeAsync(connection, "deployments", request.App.Value);
        await transaction.CommitAsync(ct);
        return new Outcome.Done(changes, deployment);
    }
}
