using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps;

/// <summary>Where an app answers.</summary>
public sealed class AppUrls(Db db, PlatformOptions options)
{
    public async Task<string> OfAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return options.AppUrl(await connection.QuerySingleAsync<string>("select slug from apps where id = @app", new { app }));
    }

    public async Task<IReadOnlyDictionary<AppId, string>> OfAsync(IEnumerable<AppId> apps, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var slugs = await connection.QueryAsync<(Guid Id, string Slug)>("select id, slug from apps where id = any(@ids)", new { ids = apps.Select(app => app.Value).Distinct().ToArray() });
        return slugs.ToDictionary(app => new AppId(app.Id), app => options.AppUrl(app.Slug));
    }
}
