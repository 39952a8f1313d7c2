using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>
/// Says what would follow from a change that was made in a transaction which is about to be rolled back: the planner's own steps, from
/// the facts as the transaction left them and the world as it is. Nothing outside is touched.
/// </summary>
public sealed class DryRuns(AppObserver observer, TimeProvider time)
{
    /// <summary>The facts, read while the change still stands.</summary>
    /// <param name="deployment">The one that the change asked for, if it did.</param>
    public static async Task<SupposedFacts> ReadAsync(NpgsqlConnection connection, AppId app, DeploymentId? deployment)
    {
        var desired = await RolloutStore.ReadAsync(connection, app) ?? throw new InvalidOperationException($"There is no app {app}.");
        var waiting = await connection.QuerySingleOrDefaultAsync<Waiting>(
            "select number, trigger, release_id, rollout_id, reason, ended is not null as ended from deployments where id = @deployment", new { deployment = deployment?.Value });
        switch (waiting)
        {
            case null:
                return new SupposedFacts(desired, null, null);
            case { Ended: true }:
                return new SupposedFacts(desired, null, $"deployment {waiting.Number} would fail — {waiting.Reason}");
            case { RolloutId: not null }:
                return new SupposedFacts(desired, null, null);
            case { ReleaseId: { } release }:
                var releases = await ReleaseStore.ProcessesAsync(connection, [.. desired.Releases.Keys, release]);
                var next = new RolloutFacts { Id = Ids.New<RolloutId>(), Release = release, Kind = AdvanceDeployments.KindOf(waiting.Trigger) };
                return new SupposedFacts(desired with { Releases = releases }, next, null);
            default:
                return new SupposedFacts(desired, null, $"deployment {waiting.Number} waits for its build — what follows is planned when the image is there");
        }
    }

    /// <summary>Every step to the end, if all goes well, each with its cause; read when the change was rolled back.</summary>
    public async Task<IReadOnlyList<string>> PlanAsync(SupposedFacts supposed, CancellationToken ct)
    {
        var desired = supposed.Desired;
        var remarks = supposed.Remark is { } remark ? new[] { remark } : [];
        if (desired is { Active: null, Instances.Count: 0, Serving.Count: 0 } && supposed.Next is null)
            return remarks;
        var observed = await observer.GlanceAsync(desired, ct);
        return [.. remarks, .. Forecast.Of(desired, observed, supposed.Next, time.GetUtcNow()).Select(step => step.ToString())];
    }

    private sealed record Waiting
    {
        public int Number { get; init; }

        public required string Trigger { get; init; }

        public ReleaseId? ReleaseId { get; init; }

        public RolloutId? RolloutId { get; init; }

        public string? Reason { get; init; }

        public bool Ended { get; init; }
    }
}

/// <param name="Next">The rollout that would begin when the one under way is over.</param>
/// <param name="Remark">What cannot be told by steps.</param>
public sealed record SupposedFacts(AppDesired Desired, RolloutFacts? Next, string? Remark);
