using Npgsql;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Builds;

internal static class Retry
{
    /// <summary>Repeats what the database must take note of until it has.</summary>
    public static async Task UntilDoneAsync(Func<Task> work, ILogger logger, CancellationToken ct)
    {
        for (var attempt = 0; !ct.IsCancellationRequested; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (NpgsqlException e) when (e.IsAway())
            {
                BuildLog.CannotClaim(logger, e.Message);
                await Task.Delay(Backoff.Delay(attempt), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
