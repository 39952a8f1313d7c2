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
}
