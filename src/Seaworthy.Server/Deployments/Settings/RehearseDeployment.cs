using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>A deployment or rollback that is requested and rolled back again, to say what it would do.</summary>
public sealed class RehearseDeployment(Db db, RequestDeployment deploy, ReleaseStore releases, DryRuns dryRuns)
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
                select r.id, r.number, (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image
                from serving s join releases r on r.id = s.release_id where s.app_id = @app order by s.weight desc limit 1
                """,
                new { app });
            var deployment = await request(connection);
            var after = await connection.QuerySingleOrDefaultAsync<Live>(
                """
                select r.id, r.number, (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image
                from deployments d join releases r on r.id = d.release_id where d.id = @deployment
                """,
                new { deployment });
            supposed = await DryRuns.ReadAsync(connection, app, deployment);
            changes = [.. Changes(before, after), .. await FrozenAsync(connection, before, after, ct)];
            // Left without a commit: nothing of it was.
        }
        return new Rehearsal(changes, await dryRuns.PlanAsync(supposed, ct));
    }

    /// <summary>What else is frozen otherwise: variables (secrets masked), memory, commands … Images are told once, above.</summary>
    private async Task<IEnumerable<SettingsChange>> FrozenAsync(NpgsqlConnection connection, Live? before, Live? after, CancellationToken ct)
    {
        if (before is null || after is null || before.Id == after.Id
            || await releases.ContentAsync(connection, before.Id, ct) is not { } from || await releases.ContentAsync(connection, after.Id, ct) is not { } to)
            return [];
        return ReleaseDiff.Of(from, to)
            .Where(change => change.Path.Split('.')[^1] is not ("image" or "image_id" or "image_digest") || !change.Path.StartsWith("processes.", StringComparison.Ordinal))
            .Select(change => new SettingsChange(change.Path, Text(change.From), Text(change.To)));
    }

    private static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString();

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
        public ReleaseId Id { get; init; }

        public int Number { get; init; }

        public string? Image { get; init; }
    }
}
