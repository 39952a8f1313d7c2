using Dapper;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Deployments;

/// <summary>Every half minute, and at the start: every app with an unfinished deployment is looked at, should its nudge have been lost.</summary>
public sealed partial class DeploymentSweep(Db db, WorkQueue queue, ILogger<DeploymentSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await db.OpenAsync(stoppingToken);
                foreach (var app in await connection.QueryAsync<Guid>("select distinct app_id from deployments where finished_at is null"))
                    await queue.NudgeAsync("deployments", app, stoppingToken);
            }
            catch (Npgsql.NpgsqlException e)
            {
                CannotSweep(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot look for unfinished deployments: {Reason}")]
    private static partial void CannotSweep(ILogger logger, string reason);
}
