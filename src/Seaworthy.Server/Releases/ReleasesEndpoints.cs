using System.Globalization;
using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>An app's releases: what can be rolled back to.</summary>
public static class ReleasesEndpoints
{
    /// <summary>Instead of a number: what a new release would be.</summary>
    private const string Settings = "settings";

    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        var releases = routes.MapGroup("/api/v1/apps/{app}/releases").WithTags("releases");
        releases.MapGet("/", ListAsync).WithSummary("List an app's releases, the newest first.").Produces<IReadOnlyList<ReleaseShape>>().Require(Permission.DeploymentsRead);
        releases.MapGet("/{number:int}", GetAsync).WithSummary("Read a release as it was frozen: processes, environment, limits.").Produces<ReleaseDetailsShape>().Require(Permission.DeploymentsRead);
        releases.MapGet("/diff", DiffAsync).WithSummary("Compare two releases, or one with what a new one would be.").Produces<ReleaseDiffShape>()
            .ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsRead);
    }

    private static async Task<IResult> ListAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<int>(out var page, out var fault))
            return fault;
        await using var connection = await db.OpenAsync(ct);
        var releases = await connection.QueryAsync<ReleaseShape>(
            """
            select r.id, r.number, r.description, r.created_at, r.proven_at, r.retired_at is null as can_roll_back,
                exists (select 1 from serving s where s.release_id = r.id) as serving,
                (select array_agg(p.name order by p.name) from release_processes p where p.release_id = r.id) as processes,
                (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image_id
            from releases r where r.app_id = @Id and (@After::int is null or r.number < @After)
            order by r.number desc limit @Take
            """,
            new { found.Id, page.After, page.Take });
        return page.Answer(http, releases.AsList(), release => release.Number, release => release);
    }

    private static async Task<IResult> GetAsync(string app, int number, HttpContext http, AppStore apps, ReadReleases read, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await read.FindAsync(found.Id, number, ct) is { } release ? Results.Ok(release.ToShape()) : Problem.NotFound("release");
    }

    private static async Task<IResult> DiffAsync(string app, string? from, string? to, HttpContext http, AppStore apps, ReadReleases read, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = new InputFaults();
        var before = await SideAsync(found, from, "from", read, faults, ct);
        ReleaseContent? after = null;
        if (to != Settings)
            after = await SideAsync(found, to, "to", read, faults, ct);
        if (faults.ToProblem() is { } problem)
            return problem;
        try
        {
            after ??= await read.DraftAsync(found, ct);
        }
        catch (ImageGoneException e)
        {
            return Problem.Conflict(e.Message);
        }
        if (after is null)
            return Problem.Conflict("Nothing is deployed yet, so there is nothing that a new release could be made of. Deploy first.");
        return Results.Ok(new ReleaseDiffShape(from!, to!, ReleaseDiff.Of(before!, after)));
    }

    private static async Task<ReleaseContent?> SideAsync(App app, string? text, string field, ReadReleases read, InputFaults faults, CancellationToken ct)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            faults.Add(field, field == "to" ? $"must be the number of a release, or '{Settings}'" : "must be the number of a release");
        else if (await read.FindAsync(app.Id, number, ct) is { } release)
            return release.Content;
        else
            faults.Add(field, "names no release of this app");
        return null;
    }
}
