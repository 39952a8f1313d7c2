using Npgsql;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Runs;

/// <summary>Asks for a run's end: the stop signal, ten seconds of grace, the kill. It has ended when its status says so.</summary>
public sealed class StopRun(Db db)
{
    /// <param name="record">Further writes of the same transaction: who did it.</param>
    /// <returns>False if it has ended already.</returns>
    public Task<bool> RunAsync(Run run, string detail, Func<NpgsqlConnection, Task> record, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            if (run.HasEnded)
                return false;
            if (await RunStore.RequestStopAsync(connection, run.Id, RunStatus.Stopped, detail))
                await record(connection);
            await WorkQueue.NudgeAsync(connection, "runs", run.Id.Value);
            return true;
        },
        ct);
}
