using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Builds;

public enum CancelBuildOutcome
{
    /// <summary>It had not started and never will.</summary>
    Cancelled,

    /// <summary>It runs, and is killed within two seconds of the commit.</summary>
    Requested,

    /// <summary>It ended before; nothing was changed.</summary>
    AlreadyEnded,

    NotFound,
}

/// <summary>Cancels one build and nothing else, in the caller's transaction.</summary>
public static class CancelBuild
{
    public static async Task<CancelBuildOutcome> RunAsync(NpgsqlConnection connection, BuildId build)
    {
        // The row is locked: a worker that claims it at the same moment waits, and then sees what became of it.
        var row = await connection.QuerySingleOrDefaultAsync<Row>("select app_id, status from builds where id = @build for update", new { build });
        switch (row?.Status)
        {
            case null:
                return CancelBuildOutcome.NotFound;
            case BuildStatus.Queued:
                await connection.ExecuteAsync(
                    "update builds set status = 'cancelled', error = 'Cancelled before it started.', cancel_requested_at = now(), completed_at = now() where id = @build", new { build });
                await WorkQueue.NudgeAsync(connection, "deployments", row.AppId.Value);
                await connection.NotifyAsync(BuildTopics.Status, build.Value);
                await connection.NotifyAsync(BuildTopics.Log, build.Value);
                return CancelBuildOutcome.Cancelled;
            case BuildStatus.Running:
                await connection.ExecuteAsync("update builds set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = @build", new { build });
                await connection.NotifyAsync(BuildTopics.Status, build.Value);
                return CancelBuildOutcome.Requested;
            default:
                return CancelBuildOutcome.AlreadyEnded;
        }
    }

    private sealed record Row
    {
        public AppId AppId { get; init; }

        public BuildStatus Status { get; init; }
    }
}
