using System.Text.Json;
using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Sources;

/// <summary>Reads and writes <c>sources</c>; credentials are sealed.</summary>
public sealed class AppSources(Db db, DataKeys keys)
{
    /// <summary>For people: null where the app has none.</summary>
    public async Task<AppSource?> ShowAsync(AppId app, CancellationToken ct)
    {
        if (await ReadAsync(app, ct) is not { } row)
            return null;
        var credentials = await OpenAsync(app, row, ct);
        return new AppSource
        {
            Kind = row.Kind,
            Url = row.Url,
            Ref = row.Ref.Length == 0 ? null : row.Ref,
            BasePath = row.BasePath.Length == 0 ? null : row.BasePath,
            Submodules = row.Submodules,
            Lfs = row.Lfs,
            Username = credentials?.User,
            Password = credentials is null ? null : EnvironmentStore.Mask,
        };
    }

    /// <summary>What a deployment of the app builds when it does not say it; null where nobody said either.</summary>
    /// <param name="allowLocal">See <see cref="SourceSpec.Image"/>.</param>
    public async Task<SourceSpec?> SpecAsync(AppId app, bool allowLocal, CancellationToken ct)
    {
        if (await ReadAsync(app, ct) is not { } row)
            return null;
        var credentials = await OpenAsync(app, row, ct);
        var basePath = SourcePath.TryParse(row.BasePath, out var path, out _) && path != SourcePath.Root ? path : null;
        // Only what was understood once was stored.
        SourceSpec? spec = row.Kind switch
        {
            "git" => GitUrl.TryParse(row.Url, out var url, out _) && GitRef.TryParse(row.Ref, out var reference, out _)
                ? new SourceSpec.Git(url.With(credentials), reference) { Submodules = row.Submodules, Lfs = row.Lfs } : null,
            "archive" => ArchiveUrl.TryParse(row.Url, out var archive, out _) ? new SourceSpec.Archive(archive.With(credentials)) : null,
            _ => ImageReference.TryParse(row.Url, out var image, out _) ? new SourceSpec.Image(image, allowLocal) { Credentials = credentials } : null,
        };
        return spec is null ? null : spec with { BasePath = basePath };
    }

    public async Task<SourceCredentials?> CredentialsAsync(AppId app, CancellationToken ct) => await ReadAsync(app, ct) is { } row ? await OpenAsync(app, row, ct) : null;

    public async Task SetAsync(NpgsqlConnection connection, OrganizationId organization, AppId app, SourceSpec source)
    {
        var row = source switch
        {
            SourceSpec.Git git => new Row { Kind = "git", Url = git.Url.Text, Ref = git.Reference.Name, Submodules = git.Submodules, Lfs = git.Lfs },
            SourceSpec.Archive archive => new Row { Kind = "archive", Url = archive.Url.Uri.AbsoluteUri },
            SourceSpec.Image image => new Row { Kind = "image", Url = image.Reference.Text },
            _ => throw new InvalidOperationException($"{source} cannot be an app's own source."),
        };
        var credentials = source switch { SourceSpec.Git git => git.Url.Credentials, SourceSpec.Archive archive => archive.Url.Credentials, SourceSpec.Image image => image.Credentials, _ => null };
        var secret = credentials is null ? null : await keys.SealAsync(connection, organization, JsonSerializer.SerializeToUtf8Bytes(credentials), Context(app));
        await connection.ExecuteAsync("""
            insert into sources (app_id, kind, url, ref, base_path, submodules, lfs, credentials, data_key_id)
            values (@app, @Kind, @Url, @Ref, @basePath, @Submodules, @Lfs, @Ciphertext, @DataKeyId)
            on conflict (app_id) do update set kind = excluded.kind, url = excluded.url, ref = excluded.ref, base_path = excluded.base_path, submodules = excluded.submodules,
                lfs = excluded.lfs, credentials = excluded.credentials, data_key_id = excluded.data_key_id, updated_at = now()
            """,
            new { app, row.Kind, row.Url, row.Ref, basePath = source.BasePath?.Text ?? "", row.Submodules, row.Lfs, secret?.Ciphertext, secret?.DataKeyId });
    }

    /// <summary>False if it had none.</summary>
    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, AppId app) => await connection.ExecuteAsync("delete from sources where app_id = @app", new { app }) == 1;

    private async Task<Row?> ReadAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Row>("select kind, url, ref, base_path, submodules, lfs, credentials, data_key_id from sources where app_id = @app", new { app });
    }

    private async Task<SourceCredentials?> OpenAsync(AppId app, Row row, CancellationToken ct) => row.Credentials is null || row.DataKeyId is null
        ? null
        : JsonSerializer.Deserialize<SourceCredentials>(await keys.OpenAsync(new Sealed(row.Credentials, row.DataKeyId.Value), Context(app), ct));

    private static string Context(AppId app) => $"sources/{app}/credentials";

    private sealed record Row
    {
        public required string Kind { get; init; }

        public required string Url { get; init; }

        public string Ref { get; init; } = "";

        public string BasePath { get; init; } = "";

        public bool Submodules { get; init; }

        public bool Lfs { get; init; }

        public byte[]? Credentials { get; init; }

        public Guid? DataKeyId { get; init; }
    }
}
