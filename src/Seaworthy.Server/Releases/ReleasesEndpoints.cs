using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>An app's releases: what can be rolled back to.</summary>
public static class ReleasesEndpoints
{
    private const int PageSize = 50;

    public static void MapReleases(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/apps/{app}/releases", ListAsync).WithTags("releases").Require(Permission.DeploymentsRead);

    private static async Task<IResult> ListAsync(string app, int? before, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await using var connection = await db.OpenAsync(ct);
        var releases = await connection.QueryAsync<ReleaseShape>(
            """
            select r.id, r.number, r.description, r.created_at, r.proven_at, r.retired_at is null as can_roll_back,
                exists (select 1 from serving s where s.release_id = r.id) as serving,
                (select array_agg(p.name order by p.name) from release_processes p where p.release_id = r.id) as processes,
                (select p.image_id from release_processes p where p.release_id = r.id order by p.name = 'web' desc limit 1) as image_id
            from releases r where r.app_id = @Id and (@before::int is null or r.number < @before)
            order by r.number desc limit @PageSize
            """,
            new { found.Id, before, PageSize });
        return Results.Ok(releases);
    }

    private sealed record ReleaseShape
    {
        public Guid Id { get; init; }

        public int Number { get; init; }

        public string Description { get; init; } = "";

        public string[] Processes { get; init; } = [];

        public string? ImageId { get; init; }

        public bool Serving { get; init; }

        /// <summary>When it first served well to the end of its soak.</summary>
        public DateTimeOffset? ProvenAt { get; init; }

        public bool CanRollBack { get; init; }

        public DateTimeOffset CreatedAt { get; init; }
    }
}
