using System.Text.Json.Nodes;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>An app's processes, and what each of them has of its own.</summary>
public static class ProcessesEndpoints
{
    public static void MapProcesses(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}/processes").WithTags("processes");
        group.MapGet("/", ListAsync).WithSummary("List the processes of an app.")
            .Produces<IReadOnlyList<ProcessShape>>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsRead);
        group.MapPut("/{name}", PutAsync).WithSummary("Set what a process has of its own: what is null is as the app has it.").IsChange<ProcessShape>().Require(Permission.AppsWrite);
        group.MapPatch("/{name}", PatchAsync).WithSummary("Change what a process has of its own: null is as the app has it, what is not named stays.")
            .TakesJson<ProcessRequest>().IsChange<ProcessShape>().Require(Permission.AppsWrite);
        group.MapDelete("/{name}", RemoveAsync).WithSummary("Set a process back to what the app and the build have.").IsChange<ChangedShape>().Require(Permission.AppsWrite);
    }

    private static async Task<IResult> ListAsync(string app, HttpContext http, AppStore apps, AppProcesses processes, CancellationToken ct) =>
        await apps.FindAsync(http.Actor().Organization, app, ct) is { } found
            ? Results.Ok((await processes.ListAsync(found, ct)).Select(process => ProcessShape.From(process, null)))
            : Problem.NotFound("app");

    private static async Task<IResult> PutAsync(
        string app, string name, ProcessRequest request, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, AppProcesses processes, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await WriteAsync(found, name, request, own => Replace(own, request), options, http, apps, processes, settings, ct);
    }

    private static async Task<IResult> PatchAsync(
        string app, string name, JsonObject patch, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, AppProcesses processes, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (MergePatch.Read<ProcessRequest>(patch, out var request) is { } fault)
            return fault;
        return await WriteAsync(found, name, request, own => Merge(own, request, patch), options, http, apps, processes, settings, ct);
    }

    /// <param name="change">From what it has of its own to what it is to have.</param>
    private static async Task<IResult> WriteAsync(
        App found, string name, ProcessRequest request, Func<ProcessSettings, ProcessSettings> change, ChangeOptions options, HttpContext http, AppStore apps, AppProcesses processes, ChangeSettings settings, CancellationToken ct)
    {
        if (FaultsOf(name, request).ToProblem() is { } problem)
            return problem;
        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, before) =>
            {
                var own = change(before.OwnOf(name));
                if (own is { HealthPath: not null, Port: null } && name != ProcessName.Web)
                    return new SettingsFault.Invalid("health_path", "needs a port: a process without one is healthy when it keeps running");
                await ProcessStore.WriteAsync(connection, found.Id, own);
                return null;
            },
            ct);
        return await outcome.AnswerAsync(
            http, apps, found,
            async (now, done) =>
            {
                var process = (await processes.ListAsync(now, ct)).FirstOrDefault(candidate => candidate.Name == name) ?? await processes.OfSettingsAsync(now, name, ct);
                return Results.Ok(ProcessShape.From(process, done.Deployment?.Value));
            },
            ct);
    }

    private static async Task<IResult> RemoveAsync(
        string app, string name, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, before) =>
            {
                if (!before.Processes.ContainsKey(name))
                    return new SettingsFault.NotFound("process with settings of its own");
                await ProcessStore.RemoveAsync(connection, found.Id, name);
                return null;
            },
            ct);
        return await outcome.AnswerAsync(
            http, apps, found, (_, done) => Task.FromResult(Results.Ok(new ChangedShape($"{name} is as the app and the build have it.", done.Deployment?.Value))), ct);
    }

    /// <summary>All of it, but the replicas where they are not given: they are scaled elsewhere too.</summary>
    private static ProcessSettings Replace(ProcessSettings own, ProcessRequest request) => own with
    {
        Replicas = request.Replicas ?? own.Replicas,
        Command = CommandText.Parse(request.Command ?? ""),
        Port = request.Port,
        HealthPath = string.IsNullOrEmpty(request.HealthPath) ? null : request.HealthPath,
        MemoryBytes = request.MemoryLimit,
        CpuMillis = request.CpuQuota is { } quota ? (int)(quota / 100) : null,
    };

    private static ProcessSettings Merge(ProcessSettings own, ProcessRequest request, JsonObject named)
    {
        var all = Replace(own, request);
        return own with
        {
            Replicas = named.ContainsKey("replicas") ? request.Replicas ?? new ProcessSettings { Name = own.Name }.Replicas : own.Replicas,
            Command = named.ContainsKey("command") ? all.Command : own.Command,
            Port = named.ContainsKey("port") ? all.Port : own.Port,
            HealthPath = named.ContainsKey("health_path") ? all.HealthPath : own.HealthPath,
            MemoryBytes = named.ContainsKey("memory_limit") ? all.MemoryBytes : own.MemoryBytes,
            CpuMillis = named.ContainsKey("cpu_quota") ? all.CpuMillis : own.CpuMillis,
        };
    }

    private static InputFaults FaultsOf(string name, ProcessRequest request)
    {
        var faults = new InputFaults();
        faults.Require(ProcessName.IsValid(name), "name", "must be a letter, then letters, digits and dashes in lower case, 30 at most");
        faults.Require(request.Replicas is null or (>= 0 and <= AppLimits.MostReplicas), "replicas", $"must be between 0 and {AppLimits.MostReplicas}");
        faults.Require(request.MemoryLimit is null or (>= AppLimits.LeastMemoryBytes and <= AppLimits.MostMemoryBytes), "memory_limit", "must be at least 6 MB, in bytes");
        faults.Require(request.CpuQuota is null or (>= AppLimits.LeastCpuMillis * 100L and <= AppLimits.MostCpuMillis * 100L), "cpu_quota", "must be at least 1000 (a hundredth of a core)");
        faults.Require(request.Port is null or (>= 1 and <= 65535), "port", "must be between 1 and 65535");
        faults.Require(request.HealthPath is null || AppRequest.IsHealthPath(request.HealthPath), "health_path", "must begin with / and hold no spaces");
        if (request.Command is not null && CommandText.Fault(request.Command) is { } fault)
            faults.Add("command", fault);
        if (ProcessName.IsCommand(name))
        {
            faults.Require(request.Replicas is null, "replicas", $"cannot be set: '{name}' runs once and ends");
            faults.Require(request.Port is null, "port", $"cannot be set: '{name}' runs once and ends");
            faults.Require(string.IsNullOrEmpty(request.HealthPath), "health_path", $"cannot be set: '{name}' runs once and ends");
            faults.Require(string.IsNullOrEmpty(request.Command) || name == ProcessName.Release, "command", $"is the app's setting {name.Replace('-', '_')}_command");
        }
        return faults;
    }
}

/// <summary>A process as it is set.</summary>
public sealed record ProcessShape
{
    public required string Name { get; init; }

    /// <summary>service, job, release or cron.</summary>
    public required string Kind { get; init; }

    /// <summary>Null: the image's own.</summary>
    public string? Command { get; init; }

    public required int Replicas { get; init; }

    /// <summary>How many of what serves are healthy.</summary>
    public required int Running { get; init; }

    public int? Port { get; init; }

    /// <summary>Bytes.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Microseconds per 100 ms: 50000 is half a core.</summary>
    public required long CpuQuota { get; init; }

    public string? HealthPath { get; init; }

    /// <summary>start-first, or stop-first where the app says so or the process has a volume alone.</summary>
    public required string Strategy { get; init; }

    public required IReadOnlyList<MountShape> Volumes { get; init; }

    /// <summary>In the answer to a change: the deployment that brings it live; null where none is needed.</summary>
    public Guid? DeploymentId { get; init; }

    internal static ProcessShape From(AppProcess process, Guid? deployment) => new()
    {
        Name = process.Name,
        Kind = process.Kind,
        Command = CommandText.Show(process.Command),
        Replicas = process.Replicas,
        Running = process.Running,
        Port = process.Port,
        MemoryLimit = process.MemoryBytes,
        CpuQuota = process.CpuMillis * 100L,
        HealthPath = process.HealthPath,
        Strategy = process.Strategy,
        Volumes = [.. process.Volumes.Select(volume => new MountShape(volume.Name, volume.Path, volume.ReadOnly))],
        DeploymentId = deployment,
    };
}

/// <summary>A volume at a path.</summary>
public sealed record MountShape(string Name, string Path, bool ReadOnly);

/// <summary>A change that was made.</summary>
/// <param name="DeploymentId">The deployment that brings it live; null where none is needed.</param>
public sealed record ChangedShape(string Message, Guid? DeploymentId);
