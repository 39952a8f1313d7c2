using System.Text.Json;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Runs;

/// <summary>Records a run and its instance, in one transaction; its container is made by the looks that follow.</summary>
public sealed class StartRun(Db db, DataKeys keys, OneOffInstances instances)
{
    public sealed record Request
    {
        public required AppId App { get; init; }

        public required OrganizationId Organization { get; init; }

        public required IReadOnlyList<string> Command { get; init; }

        /// <summary>Null: <c>web</c>, or the only one there is.</summary>
        public string? Process { get; init; }

        public bool Tty { get; init; }

        public int? Rows { get; init; }

        public int? Columns { get; init; }

        public bool Attached { get; init; }

        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

        public long? MemoryBytes { get; init; }

        public int TimeoutSeconds { get; init; }

        public required string Actor { get; init; }
    }

    public abstract record Outcome
    {
        public sealed record Started(RunId Run) : Outcome;

        public sealed record NothingServes : Outcome;

        public sealed record TooMany : Outcome;

        public sealed record NoAddress(string Reason) : Outcome;

        public sealed record NoSuchProcess(IReadOnlyList<string> Known) : Outcome;
    }

    /// <param name="record">Further writes of the same transaction: who did it.</param>
    public async Task<Outcome> RunAsync(Request request, Func<NpgsqlConnection, RunId, Task> record, CancellationToken ct)
    {
        try
        {
            return await RecordAsync(request, record, ct);
        }
        catch (NoAddressException e)
        {
            return new Outcome.NoAddress(e.Message);
        }
    }

    private Task<Outcome> RecordAsync(Request request, Func<NpgsqlConnection, RunId, Task> record, CancellationToken ct) => db.InTransactionAsync<Outcome>(
        async connection =>
        {
            if (!await AppStore.LockAsync(connection, request.App))
                return new Outcome.NothingServes();
            var serving = await RolloutStore.ServingAsync(connection, request.App);
            if (serving.Count == 0)
                return new Outcome.NothingServes();
            var chosen = request.Process is { } name
                ? serving.FirstOrDefault(process => process.Process == name)
                : serving.FirstOrDefault(process => process.Process == "web") ?? serving[0];
            if (chosen is null)
                return new Outcome.NoSuchProcess([.. serving.Select(process => process.Process)]);
            if (await RunStore.CountUnfinishedAsync(connection, request.App) >= RunLimits.MostAtOnce)
                return new Outcome.TooMany();

            var id = Ids.New<RunId>();
            var secret = request.Environment.Count == 0 ? null
                : await keys.SealAsync(connection, request.Organization, JsonSerializer.SerializeToUtf8Bytes(request.Environment), Context(id));
            await instances.ReserveAsync(connection, new InstanceId(id.Value), request.App, chosen);
            await RunStore.InsertAsync(connection, ToRun(request, id, chosen, secret));
            await record(connection, id);
            await WorkQueue.NudgeAsync(connection, "runs", id.Value);
            return new Outcome.Started(id);
        },
        ct);

    /// <summary>Binds the sealed variables to their run.</summary>
    internal static string Context(RunId run) => $"run:{run}";

    private static Run ToRun(Request request, RunId id, ServingFacts serving, Sealed? secret) => new()
    {
        Id = id,
        AppId = request.App,
        ReleaseId = serving.Release,
        Release = 0,
        Process = serving.Process,
        Command = [.. request.Command],
        Tty = request.Tty,
        Rows = request.Rows,
        Columns = request.Columns,
        Attached = request.Attached,
        EnvCiphertext = secret?.Ciphertext,
        DataKeyId = secret?.DataKeyId,
        MemoryBytes = request.MemoryBytes,
        TimeoutSeconds = request.TimeoutSeconds,
        Actor = request.Actor,
        Status = RunStatus.Starting,
        ContainerName = "",
        Address = "",
    };
}
