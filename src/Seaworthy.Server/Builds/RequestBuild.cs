using System.Text.Json;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>Queues a build in the caller's transaction; it starts when that commits and a worker is free.</summary>
public sealed class RequestBuild(DataKeys keys)
{
    /// <param name="basePath">The folder of the repository that is built; null for all of it.</param>
    /// <param name="dockerfilePath">From the repository's root; null to look for one.</param>
    /// <param name="buildArgs">Not secret: they stand in argument lists and in the image's history.</param>
    public async Task<BuildId> ForGitAsync(
        NpgsqlConnection connection, AppId app, GitUrl url, GitRef reference, SourcePath? basePath, SourcePath? dockerfilePath, IReadOnlyDictionary<string, string> buildArgs)
    {
        var revision = Ids.New<RevisionId>();
        var credentials = url.Credentials is null ? null : await SealAsync(connection, app, revision, url.Credentials);
        await connection.ExecuteAsync("""
            insert into source_revisions (id, app_id, kind, url, ref, base_path, credentials, data_key_id)
            values (@revision, @app, 'git', @url, @reference, @basePath, @ciphertext, @dataKey)
            """,
            new
            {
                revision,
                app,
                url = url.Text,
                reference = reference.Name,
                basePath = basePath?.Text ?? "",
                ciphertext = credentials?.Ciphertext,
                dataKey = credentials?.DataKeyId,
            });
        return await QueueAsync(connection, app, revision, dockerfilePath, buildArgs, allowLocalImage: false);
    }

    /// <param name="allowLocal">
    /// Whether the engine's own image of that name will do where no registry answers: for the local administrator, since the engine may
    /// hold somebody else's images.
    /// </param>
    public async Task<BuildId> ForImageAsync(NpgsqlConnection connection, AppId app, ImageReference image, bool allowLocal)
    {
        var revision = Ids.New<RevisionId>();
        await connection.ExecuteAsync(
            "insert into source_revisions (id, app_id, kind, url, ref) values (@revision, @app, 'image', @Text, @Tag)",
            new { revision, app, image.Text, Tag = image.Tag ?? "" });
        return await QueueAsync(connection, app, revision, null, new Dictionary<string, string>(), allowLocal);
    }

    /// <summary>Binds sealed credentials to their row.</summary>
    internal static string CredentialsContext(RevisionId revision) => $"source_revisions/{revision}/credentials";

    private async Task<Sealed> SealAsync(NpgsqlConnection connection, AppId app, RevisionId revision, GitCredentials credentials)
    {
        var organization = await connection.ExecuteScalarAsync<Guid>("select organization_id from apps where id = @app", new { app });
        return await keys.SealAsync(connection, new OrganizationId(organization), JsonSerializer.SerializeToUtf8Bytes(credentials), CredentialsContext(revision));
    }

    private static async Task<BuildId> QueueAsync(
        NpgsqlConnection connection, AppId app, RevisionId revision, SourcePath? dockerfilePath, IReadOnlyDictionary<string, string> buildArgs, bool allowLocalImage)
    {
        var build = Ids.New<BuildId>();
        await connection.ExecuteAsync("""
            insert into builds (id, app_id, revision_id, dockerfile_path, build_args, allow_local_image)
            values (@build, @app, @revision, @dockerfile, @arguments::jsonb, @allowLocalImage)
            """,
            new { build, app, revision, dockerfile = dockerfilePath?.Text, arguments = JsonSerializer.Serialize(buildArgs), allowLocalImage });
        await connection.NotifyAsync(BuildTopics.Queue);
        return build;
    }
}
