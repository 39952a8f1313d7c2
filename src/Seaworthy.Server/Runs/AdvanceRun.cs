using System.Globalization;
using System.Net;
using System.Text.Json;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Runs;

/// <summary>
/// One look at one run: finds out from its row and its container what is next, and does that. The row stands before the container is
/// made and is closed when that is gone, so whatever dies in between, the next look goes on from there. What was started is never
/// started again.
/// </summary>
public sealed class AdvanceRun(
    RunStore runs, RunClients clients, RunLogs logs, OneOffInstances instances, InstanceStore rows, ReleaseStore releases, DataKeys keys, Db db, WorkQueue queue, EventLog events,
    IDockerEngine docker, Installation installation, TimeProvider time)
{
    /// <summary>Events of the engine are hints: a run is looked at again after this.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private const int StepsPerLook = 20;

    /// <returns>When to look again; null when nothing is left of it.</returns>
    public async Task<DateTimeOffset?> LookAsync(RunId id, CancellationToken ct)
    {
        for (var step = 0; step < StepsPerLook; step++)
        {
            if (await runs.ReadAsync(id, ct) is not { RemovedAt: null } run)
                return null;
            if (run.HasEnded)
            {
                await CloseAsync(run, ct);
                return null;
            }
            if (await StepAsync(run, await FindContainerAsync(run, ct), ct) is { } at)
                return at;
        }
        return time.GetUtcNow() + Poll;
    }

    /// <returns>When to look again; null: at once, something was done.</returns>
    private async Task<DateTimeOffset?> StepAsync(Run run, ContainerDetails? container, CancellationToken ct)
    {
        if (await StopIfDueAsync(run, ct))
            return null;
        switch (container?.State.Status)
        {
            case null when run.StopRequestedAt is not null && run.StartSentAt is null:
                await FinishAsync(run, null, run.StopReason!.Value, null, run.StopDetail, ct);
                return null;
            case null when run.StartSentAt is not null:
                await FinishAsync(run, null, RunStatus.Failed, null, "its container is gone, so nobody knows how it ended; it is not run a second time", ct);
                return null;
            case null:
                await CreateAsync(run, ct);
                return null;
            case ContainerStatus.Created when run.StopRequestedAt is not null:
                await FinishAsync(run, container, run.StopReason!.Value, null, run.StopDetail, ct);
                return null;
            case ContainerStatus.Created when run.Attached && !clients.Any(run.Id):
                return Soonest(run.DetachedAt + RunLimits.Alone);
            case ContainerStatus.Created:
                await StartAsync(run, container, ct);
                return null;
            case ContainerStatus.Running or ContainerStatus.Paused or ContainerStatus.Restarting:
                return await FollowAsync(run, container, ct);
            default:
                await EndedAsync(run, container, ct);
                return null;
        }
    }

    /// <summary>Asks for the stop of what has run too long, was left alone, or belongs to nobody any more. True: the row has changed.</summary>
    private async Task<bool> StopIfDueAsync(Run run, CancellationToken ct)
    {
        if (run.StopRequestedAt is not null)
            return false;
        var now = time.GetUtcNow();
        if (run.AppDeleted)
        {
            await runs.RequestStopAsync(run.Id, RunStatus.Stopped, "its app was deleted", ct);
            return true;
        }
        if (run.StartSentAt + TimeSpan.FromSeconds(run.TimeoutSeconds) <= now)
        {
            await runs.RequestStopAsync(run.Id, RunStatus.TimedOut, $"it ran longer than its {run.TimeoutSeconds} s", ct);
            return true;
        }
        if (!run.Attached)
            return false;
        var isAlone = !clients.Any(run.Id);
        if (isAlone != run.DetachedAt is not null)
        {
            await runs.DetachedAsync(run.Id, isAlone, ct);
            return true;
        }
        if (isAlone && run.DetachedAt + RunLimits.Alone <= now)
        {
            await runs.RequestStopAsync(
                run.Id, RunStatus.Stopped, run.StartSentAt is null ? "nobody attached to it" : "its client went away and did not come back", ct);
            return true;
        }
        return false;
    }

    private async Task CreateAsync(Run run, CancellationToken ct)
    {
        var process = await ProcessAsync(run, ct);
        var environment = new Dictionary<string, string>(await releases.OpenEnvironmentAsync(run.ReleaseId, ct));
        if (process.Port is { } port)
            environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in await OwnVariablesAsync(run, ct))
            environment[key] = value;
        try
        {
            if (await instances.CreateAsync(run.AppId, FactsOf(run), process, environment, spec => Change(spec, run), ct) is CreateContainerResult.ImageMissing)
                await FinishAsync(run, null, RunStatus.Failed, null, $"its image {process.ImageTag} is not on this server any more; deploy again to build it anew", ct);
        }
        catch (DockerException e) when (e.StatusCode == HttpStatusCode.BadRequest)
        {
            await FinishAsync(run, null, RunStatus.Failed, null, e.EngineMessage, ct);
        }
    }

    /// <summary>The engine tells through which of its programs a fault came; what is wrong stands behind them all.</summary>
    internal static string WithoutTheWay(string message)
    {
        const string Way = "unable to start container process: ";
        var at = message.LastIndexOf(Way, StringComparison.Ordinal);
        return at < 0 ? message : message[(at + Way.Length)..].Replace(": unknown", "", StringComparison.Ordinal);
    }

    private static ContainerSpec Change(ContainerSpec spec, Run run) => spec with
    {
        Command = run.Command,
        Hostname = "run",
        Tty = run.Tty,
        Size = run is { Tty: true, Rows: { } rows, Columns: { } columns } ? new TerminalSize(rows, columns) : null,
        OpenStdin = run.Attached,
        // A HEALTHCHECK of the image says nothing about this command.
        HealthCheck = ContainerHealthCheck.Disabled,
        Limits = run.MemoryBytes is { } memory ? spec.Limits with { MemoryBytes = memory, MemoryAndSwapBytes = memory } : spec.Limits,
    };

    private async Task StartAsync(Run run, ContainerDetails made, CancellationToken ct)
    {
        if (!await rows.StartSentAsync(run.Instance, ct))
            await rows.CreatedAsync(run.Instance, made.Id, ct);
        try
        {
            await docker.Containers.StartAsync(run.ContainerName, ct);
        }
        catch (DockerException e) when (e.StatusCode == HttpStatusCode.NotFound && e.EngineMessage.Contains("network", StringComparison.Ordinal))
        {
            // It was taken away between the container's making and its start, when nothing else of the app was left.
            await instances.EnsureNetworkAsync(run.AppId, ct);
        }
        catch (DockerException e) when (e is not DockerUnavailableException && (e.StatusCode == HttpStatusCode.BadRequest || e.EngineMessage.Contains("OCI runtime", StringComparison.Ordinal)))
        {
            var container = await FindContainerAsync(run, ct);
            await FinishAsync(run, container, RunStatus.Failed, container?.State.ExitCode, $"it could not be started: {WithoutTheWay(e.EngineMessage)}", ct);
        }
    }

    private async Task<DateTimeOffset?> FollowAsync(Run run, ContainerDetails container, CancellationToken ct)
    {
        if (run.Status == RunStatus.Starting)
        {
            await runs.RunningAsync(run.Id, container.State.StartedAt, ct);
            return null;
        }
        if (run.StopRequestedAt is null)
            return Soonest(run.StartSentAt + TimeSpan.FromSeconds(run.TimeoutSeconds), run.DetachedAt + RunLimits.Alone);
        if (run.StopSentAt is not { } stopSent)
        {
            await rows.DrainAsync(run.Instance, ct);
            await rows.StopSentAsync(run.Instance, ct);
            await docker.Containers.KillAsync(run.ContainerName, container.Config.StopSignal ?? "SIGTERM", ct);
            return null;
        }
        var deadline = stopSent + RunLimits.Grace;
        if (time.GetUtcNow() < deadline)
            return Soonest(deadline);
        await docker.Containers.KillAsync(run.ContainerName, "SIGKILL", ct);
        return time.GetUtcNow() + TimeSpan.FromSeconds(0.5);
    }

    private Task EndedAsync(Run run, ContainerDetails container, CancellationToken ct)
    {
        if (run.StopRequestedAt is not null)
            return FinishAsync(run, container, run.StopReason!.Value, container.State.ExitCode, run.StopDetail, ct);
        var memory = (container.Host.Limits.MemoryBytes ?? 0) / (1024 * 1024);
        var error = container.State.OomKilled ? $"it ran out of memory: it needs more than its limit of {memory} MB" : null;
        return FinishAsync(run, container, RunStatus.Exited, container.State.ExitCode, error, ct);
    }

    private async Task FinishAsync(Run run, ContainerDetails? container, RunStatus status, int? exitCode, string? error, CancellationToken ct)
    {
        var log = container is null ? [] : await logs.ReadContainerAsync(run, RunLimits.KeptLines, ct);
        if (exitCode is { } code)
            await rows.ExitedAsync(run.Instance, code, ct);
        await runs.FinishAsync(run, status, exitCode, error, container?.State.StartedAt, RunLogs.Bounded(log), ct);
    }

    /// <summary>Removes the container and closes the row; the app's network may be free to go.</summary>
    private async Task CloseAsync(Run run, CancellationToken ct)
    {
        if (await FindContainerAsync(run, ct) is not null)
            await docker.Containers.RemoveAsync(run.ContainerName, ContainerRemoval.Whole, ct);
        // Its command is not told: there may be a secret in it.
        var how = run.ExitCode is { } code ? $" with exit code {code}" : "";
        await events.AddAsync(run.AppId, null, "run", $"run {run.Id} of {run.Actor} has ended: {RunStore.Word(run.Status).Replace('_', ' ')}{how}{(run.Error is { } error ? $" ({error})" : "")}", ct);
        await rows.RemovedAsync(run.Instance, ct);
        await runs.PruneAsync(run.AppId, ct);
        await queue.NudgeAsync("apps", run.AppId.Value, ct);
    }

    /// <summary>By its name, and only if its labels say that it is ours (S5).</summary>
    private async Task<ContainerDetails?> FindContainerAsync(Run run, CancellationToken ct)
    {
        if (await docker.Containers.InspectAsync(run.ContainerName, ct) is not { } container)
            return null;
        var isOurs = container.Config.Labels.GetValueOrDefault(Labels.Installation) == installation.Id.ToString()
            && container.Config.Labels.GetValueOrDefault(Labels.Instance) == run.Instance.ToString();
        return isOurs ? container : throw new InvalidOperationException($"The container {run.ContainerName} is not ours, although it has our name.");
    }

    private async Task<ReleaseProcess> ProcessAsync(Run run, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return (await ReleaseStore.ProcessesAsync(connection, [run.ReleaseId]))[run.ReleaseId].First(process => process.Name == run.Process);
    }

    private async Task<Dictionary<string, string>> OwnVariablesAsync(Run run, CancellationToken ct) => run is { EnvCiphertext: { } ciphertext, DataKeyId: { } key }
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(await keys.OpenAsync(new Sealed(ciphertext, key), StartRun.Context(run.Id), ct))!
        : [];

    private static InstanceFacts FactsOf(Run run) => new()
    {
        Id = run.Instance,
        Rollout = default,
        Release = run.ReleaseId,
        Process = run.Process,
        Ordinal = 1,
        Kind = ProcessKind.Job,
        Name = run.ContainerName,
        Address = IPAddress.Parse(run.Address),
    };

    private DateTimeOffset Soonest(params DateTimeOffset?[] deadlines)
    {
        var now = time.GetUtcNow();
        var soon = now + Poll;
        foreach (var deadline in deadlines)
        {
            if (deadline > now && deadline < soon)
                soon = deadline.Value;
        }
        return soon;
    }
}
