using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Builds;

/// <summary>Archives sent to be built: to a build that waits for one, as NanoPaaS has it, or in one go.</summary>
internal static class BuildUploadEndpoints
{
    internal static readonly (string Name, string Words)[] Fields =
    [
        ("source", "The archive: .tar.gz or .zip."),
        ("base_path", "The folder of it that is built."),
        ("dockerfile_path", "Where its Dockerfile is."),
        ("target", "The stage of the Dockerfile that is built."),
    ];

    public static void MapBuildUploads(this IEndpointRouteBuilder routes)
    {
        var limit = new UploadLimit(routes.ServiceProvider.GetRequiredService<BuildOptions>().UploadBytes);
        foreach (var path in (string[])["/api/v1/builds/{id:guid}/upload", "/api/v1/apps/{app}/builds/{id:guid}/upload"])
        {
            Declare(routes.MapPost(path, UploadAsync).WithSummary("Send the archive that a build waits for, as the part \"source\" of a form.")
                .TakesUpload(("source", "The archive: .tar.gz or .zip."), ("app_slug", "If given, it must be the slug of the build's app.")));
        }
        Declare(routes.MapPost("/api/v1/apps/{app}/builds/upload", CreateAsync).WithSummary("Build an archive that is sent as the part \"source\" of a form, without deploying.")
            .TakesUpload(Fields));

        void Declare(RouteHandlerBuilder endpoint) => endpoint.WithTags("builds").WithMetadata(limit)
            .Produces<UploadedShape>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .DisableRequestTimeout().Require(Permission.BuildsWrite);
    }

    private static async Task<IResult> UploadAsync(
        Guid id, HttpContext http, BuildStore store, AppStore apps, Uploads uploads, BuildOptions options, Db db, CancellationToken ct)
    {
        var build = await store.FindAsync(http.Actor().Organization, new BuildId(id), ct);
        if (build is null || !BuildEndpoints.IsUnderItsApp(build, http))
            return Problem.NotFound("build");
        if (!build.AwaitsUpload)
            return Problem.Conflict("This build does not wait for an archive. Request one with \"source\": \"gzip\", or send the archive to /apps/{app}/builds/upload.");
        var (form, fault) = await UploadInput.ReadAsync(http.Request, uploads, build.RevisionId, options.UploadBytes, ct);
        if (fault is not null)
            return fault;
        var app = (await apps.FindAsync(http.Actor().Organization, build.AppId.ToString(), ct))!;
        if (form!["app_slug"] is { Length: > 0 } slug && slug != app.Slug)
        {
            uploads.Discard(build.RevisionId);
            return Problem.Invalid("app_slug", $"is not the slug of this build's app, which is {app.Slug}");
        }
        await db.InTransactionAsync(connection => RequestBuild.UploadedAsync(connection, build.Id, form.File), ct);
        return Accepted(build.Id, http);
    }

    private static async Task<IResult> CreateAsync(
        string app, HttpContext http, AppStore apps, Uploads uploads, BuildOptions options, RequestBuild builds, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var (source, overrides, fault) = await ReadAsync(http, uploads, options, ct);
        if (fault is not null)
            return fault;
        var build = await db.InTransactionAsync(connection => builds.RunAsync(connection, found.Id, source!, overrides, ct), ct);
        return Accepted(build, http);
    }

    /// <summary>An archive with what is said beside it: <c>base_path</c>, <c>dockerfile_path</c>, <c>target</c>.</summary>
    internal static async Task<(SourceSpec.Upload? Source, BuildOverrides Overrides, Problem? Fault)> ReadAsync(
        HttpContext http, Uploads uploads, BuildOptions options, CancellationToken ct, Func<UploadInput, InputFaults, Task>? further = null)
    {
        var revision = Ids.New<RevisionId>();
        var (form, fault) = await UploadInput.ReadAsync(http.Request, uploads, revision, options.UploadBytes, ct);
        if (fault is not null)
            return (null, BuildOverrides.None, fault);
        var faults = new InputFaults();
        var input = new SourceInput(http.Actor(), faults);
        var source = new SourceSpec.Upload(form!.File) { BasePath = input.BasePath(form["base_path"]) };
        var overrides = BuildOverridesInput.Read(form["dockerfile_path"], form["target"], null, input, faults);
        if (further is not null)
            await further(form, faults);
        if (faults.ToProblem() is not { } problem)
            return (source, overrides, null);
        uploads.Discard(revision);
        return (null, BuildOverrides.None, problem);
    }

    private static IResult Accepted(BuildId build, HttpContext http) => Results.Accepted(
        $"/api/v1/builds/{build}", new UploadedShape("Source uploaded, the build is queued", build.Value, BuildShape.LogSocketOf(build, http.Request)));
}

/// <summary>NanoPaaS's answer to an upload.</summary>
public sealed record UploadedShape(string Message, Guid BuildId, string WebsocketUrl);
