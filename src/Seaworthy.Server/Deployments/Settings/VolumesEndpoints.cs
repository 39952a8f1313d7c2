using Npgsql;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>An app's volumes: files that outlive releases.</summary>
public static class VolumesEndpoints
{
    public static void MapVolumes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}/volumes").WithTags("volumes");
        group.MapGet("/", ListAsync).WithSummary("List what is mounted where.")
            .Produces<IReadOnlyList<VolumeShape>>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsRead);
        group.MapPost("/", MountAsync).WithSummary("Mount a volume in a process.").IsChange<VolumeShape>(StatusCodes.Status201Created).Require(Permission.AppsWrite);
        group.MapDelete("/{name}", UnmountAsync).WithSummary("Unmount a volume; its content is kept for 7 days.").IsChange<ChangedShape>().Require(Permission.AppsWrite);
    }

    private static async Task<IResult> ListAsync(string app, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await using var connection = await db.OpenAsync(ct);
        return Results.Ok((await VolumeStore.ListAsync(connection, found.Id)).Select(volume => VolumeShape.From(volume, null)));
    }

    private static async Task<IResult> MountAsync(
        string app, VolumeRequest request, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, Db db, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = new InputFaults();
        var process = request.Process ?? ProcessName.Web;
        faults.Require(request.Name is not null && Volume.IsName(request.Name), "name", "must be 1 to 40 of a–z, 0–9, '-' and '_', beginning with a letter or digit");
        if (Volume.ParsePath(request.Path, out var path) is { } fault)
            faults.Add("path", fault);
        faults.Require(ProcessName.IsValid(process), "process", "must be the name of a process, such as web");
        faults.Require(request.Shared == true || !ProcessName.IsCommand(process), "shared", $"must be true: '{process}' runs while the process that may have the volume alone still does");
        if (faults.ToProblem() is { } problem)
            return problem;

        var mount = new NewMount(request.Name!, request.Shared ?? false, process, path, request.ReadOnly ?? false);
        var outcome = await settings.RunAsync(options.For(found, http), (connection, before) => WriteAsync(connection, before, mount), ct);
        return await outcome.AnswerAsync(
            http, apps, found,
            async (now, done) =>
            {
                await using var connection = await db.OpenAsync(ct);
                var volume = (await VolumeStore.ListAsync(connection, now.Id)).First(candidate => candidate.Name == mount.Name && candidate.Process == process);
                return Results.Created($"/api/v1/apps/{now.Id}/volumes", VolumeShape.From(volume, done.Deployment?.Value));
            },
            ct);
    }

    private static async Task<SettingsFault?> WriteAsync(NpgsqlConnection connection, AppSettings before, NewMount mount)
    {
        if (before.Volumes.FirstOrDefault(volume => volume.Process == mount.Process && volume.Path == mount.Path && volume.Name != mount.Name) is { } there)
            return new SettingsFault.Conflict($"'{there.Name}' is mounted at {mount.Path} of {mount.Process} already. Choose another path, or unmount it first.");
        if (before.Volumes.Where(volume => volume.Name == mount.Name).ToList() is { Count: > 0 } mounts)
        {
            if (mounts.Exists(volume => volume.Process == mount.Process))
                return new SettingsFault.Conflict($"'{mount.Name}' is mounted in {mount.Process} already, at {mounts.Find(volume => volume.Process == mount.Process)!.Path}.");
            if (!mounts[0].Shared || !mount.Shared)
                return new SettingsFault.Conflict($"'{mount.Name}' is mounted in {mounts[0].Process}, and is {(mounts[0].Shared ? "shared: say \"shared\": true" : "exclusive: one process alone may have it")}.");
        }
        await VolumeStore.MountAsync(connection, before.App.Id, mount);
        return null;
    }

    private static async Task<IResult> UnmountAsync(
        string app, string name, string? process, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, _) => await VolumeStore.UnmountAsync(connection, found.Id, name, process) ? null : new SettingsFault.NotFound("volume"),
            ct);
        return await outcome.AnswerAsync(
            http, apps, found,
            (_, done) => Task.FromResult(Results.Ok(new ChangedShape(
                $"'{name}' is unmounted. Its content is kept for 7 days: a volume of this name that is mounted until then has it again.", done.Deployment?.Value))),
            ct);
    }
}

/// <summary>A volume where it is mounted.</summary>
public sealed record VolumeShape
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Process { get; init; }

    public required string Path { get; init; }

    public required bool ReadOnly { get; init; }

    /// <summary>Several instances may have it at once; else its process is stopped before a new one starts.</summary>
    public required bool Shared { get; init; }

    /// <summary>The Docker Engine's name of it.</summary>
    public required string EngineName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the answer to a change: the deployment that brings it live; null where none is needed.</summary>
    public Guid? DeploymentId { get; init; }

    internal static VolumeShape From(Volume volume, Guid? deployment) => new()
    {
        Id = volume.Id.Value,
        Name = volume.Name,
        Process = volume.Process,
        Path = volume.Path,
        ReadOnly = volume.ReadOnly,
        Shared = volume.Shared,
        EngineName = volume.EngineName,
        CreatedAt = volume.CreatedAt,
        DeploymentId = deployment,
    };
}
