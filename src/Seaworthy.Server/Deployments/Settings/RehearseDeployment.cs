using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>A deployment or rollback that is requested and rolled back again, to say what it would do.</summary>
public sealed class RehearseDeployment(Db db, RequestDeployment deploy, DryRuns dryRuns)
{
    public sealed record Rehearsal(IReadOnlyList<SettingsChange> Changes, IReadOnlyList<string> Plan);

    public Task<Rehearsal> RollbackAsync(RequestDeployment.By by, ReleaseId release, CancellationToken ct) =>
        RunAsync(by.App, connection => deploy.RollbackAsync(connection, by, release, ct), ct);

    public Task<Rehearsal> FromBuildAsync(RequestDeployment.By by, BuildId build, int? replicas, CancellationToken ct) =>
        RunAsync(by.App, connection => deploy.FromBuildAsync(connection, by, build, replicas, ct), ct);

    private async Task<Rehearsal> RunAsync(AppId app, Func<NpgsqlConnection, Task<DeploymentId>> request, CancellationToken ct)
    {
        SupposedFacts supposed;
        IReadOnlyList<SettingsChange> changes;
        await using (var connection = await db.OpenAsync(ct))
        await using (await connection.BeginTransactionAsync(ct))
        {
            await AppStore.LockAsync(connection, app);
            var before = await connection.QuerySingleOrDefaultAsync<Live>(
                """
                select r.number, (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image
                from serving s join releases r on r.id = s.release_id where s.app_id = @app order by s.weight desc limit 1
                """,
                new { app });
            var deployment = await request(connection);
            var after = await connection.QuerySingleOrDefaultAsync<Live>(
                """
                select r.number, (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image
                from deployments d join releases r on r.id = d.release_id where d.id = @deployment
                """,
                new { deployment });
            supposed = await DryRuns.ReadAsync(connection, app, deployment);
            changes = Changes(before, after);
            // Left without a commit: nothing of it was.
        }
        return new Rehearsal(changes, await dryRuns.PlanAsync(supposed, ct));
    }

    private static IReadOnlyList<SettingsChange> Changes(Live? before, Live? after)
    {
        var changes = new List<SettingsChange>();
        if (before?.Number != after?.Number)
            changes.Add(new SettingsChange("release", before is null ? null : $"v{before.Number}", after is null ? null : $"v{after.Number}"));
        if (before?.Image != after?.Image)
            changes.Add(new SettingsChange("image", before?.Image, after?.Image));
        return changes;
    }

    private sealed record Live
    {
        public int Number { get; init; }

        public string? Image { get; init; }
    }
}
