using System.Text.Json;
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
        ("build_args", "Build arguments, not secret, as a JSON object: {\"NODE_ENV\": \"production\"}."),
        ("app_slug", "If given, it must be the app's own."),
    ];

    private static readonly (string Name, string Words)[] WaitingFields = [Fields[0], Fields[^1]];

    public static void MapBuildUploads(this IEndpointRouteBuilder routes)
    {
        var limit = new UploadLimit(routes.ServiceProvider.GetRequiredService<BuildOptions>().UploadBytes);
        foreach (var path in (string[])["/api/v1/builds/{id:guid}/upload", "/api/v1/apps/{app}/builds/{id:guid}/upload"])
        {
            Declare(routes.MapPost(path, UploadAsync).WithSummary("Send the archive that a build waits for, as the part \"source\" of a form.")
                .TakesUpload(WaitingFields));
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
        var faults = new InputFaults();
        form!.RequireOnly(WaitingFields, faults, "what a build is built with is said when it is requested");
        RequireSlug(form, app, faults);
        if (faults.ToProblem() is { } problem)
        {
            uploads.Discard(build.RevisionId);
            return problem;
        }
        await db.InTransactionAsync(connection => RequestBuild.UploadedAsync(connection, build.Id, form.File), ct);
        return Accepted(build.Id, app, http);
    }

    private static async Task<IResult> CreateAsync(
        string app, HttpContext http, AppStore apps, Uploads uploads, BuildOptions options, RequestBuild builds, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var (source, overrides, fault) = await ReadAsync(http, found, Fields, uploads, options, ct);
        if (fault is not null)
            return fault;
        var build = await db.InTransactionAsync(connection => builds.RunAsync(connection, found.Id, source!, overrides, ct), ct);
        return Accepted(build, found, http);
    }

    /// <summary>An archive with what is said beside it, all of which stands in <paramref name="fields"/>; nothing is kept if any of it is wrong.</summary>
    internal static async Task<(SourceSpec.Upload? Source, BuildOverrides Overrides, Problem? Fault)> ReadAsync(
        HttpContext http, App app, (string Name, string Words)[] fields, Uploads uploads, BuildOptions options, CancellationToken ct, Action<UploadInput, InputFaults>? further = null)
    {
        var revision = Ids.New<RevisionId>();
        var (form, fault) = await UploadInput.ReadAsync(http.Request, uploads, revision, options.UploadBytes, ct);
        if (fault is not null)
            return (null, BuildOverrides.None, fault);
        var faults = new InputFaults();
        var input = new SourceInput(http.Actor(), faults);
        var source = new SourceSpec.Upload(form!.File) { BasePath = input.BasePath(form["base_path"]) };
        form.RequireOnly(fields, faults);
        RequireSlug(form, app, faults);
        var overrides = BuildOverridesInput.Read(form["dockerfile_path"], form["target"], Arguments(form["build_args"], faults), input, faults);
        further?.Invoke(form, faults);
        if (faults.ToProblem() is not { } problem)
            return (source, overrides, null);
        uploads.Discard(revision);
        return (null, BuildOverrides.None, problem);
    }

    private static void RequireSlug(UploadInput form, App app, InputFaults faults)
    {
        if (form["app_slug"] is { Length: > 0 } slug)
            faults.Require(slug == app.Slug, "app_slug", $"is not the slug of this app, which is {app.Slug}");
    }

    private static Dictionary<string, string>? Arguments(string? text, InputFaults faults)
    {
        if (text is not { Length: > 0 })
            return null;
        try
        {
            if (JsonSerializer.Deserialize<Dictionary<string, string>>(text) is { } arguments)
                return arguments;
        }
        catch (JsonException)
        {
            // The same fault as an object that is none.
        }
        faults.Add("build_args", "must be a JSON object of texts, such as {\"NODE_ENV\": \"production\"}");
        return null;
    }

    private static IResult Accepted(BuildId build, App app, HttpContext http) => Results.Accepted(
        $"/api/v1/builds/{build}",
        new UploadedShape("Source uploaded, the build is queued", build.Value, build.Value, app.Id.Value, BuildStatus.Queued, BuildShape.LogSocketOf(build, http.Request)));
}

/// <summary>The answer to an upload: NanoPaaS's, and beside it what a build's own answer begins with.</summary>
/// <param name="BuildId">The same as <paramref name="Id"/>.</param>
/// <param name="WebsocketUrl">Where the log is streamed as text lines.</param>
public sealed record UploadedShape(string Message, Guid Id, Guid BuildId, Guid AppId, BuildStatus Status, string WebsocketUrl);
