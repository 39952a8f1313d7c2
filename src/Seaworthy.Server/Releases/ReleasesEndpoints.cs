using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>An app's releases: what can be rolled back to.</summary>
public static class ReleasesEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/apps/{app}/releases", ListAsync).WithTags("releases").WithSummary("List an app's releases, the newest first.")
            .Produces<IReadOnlyList<ReleaseShape>>().Require(Permission.DeploymentsRead);

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
}
