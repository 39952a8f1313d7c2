using System.Text.Json;
using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>
/// Queues a build in the caller's transaction; it starts when that commits and a worker is free. What the app says of its builds is
/// frozen now: a change of its settings meanwhile is for the next one.
/// </summary>
public sealed class RequestBuild(DataKeys keys, EnvironmentStore environment)
{
    public async Task<BuildId> RunAsync(NpgsqlConnection connection, AppId appId, SourceSpec source, BuildOverrides overrides, CancellationToken ct)
    {
        var app = await AppStore.ReadAsync(connection, appId);
        var revision = await InsertRevisionAsync(connection, app, source);
        return await QueueAsync(connection, app, revision, overrides, source, ct);
    }

    /// <summary>Builds the same revision once more, with the app's settings of now.</summary>
    public async Task<BuildId> AgainAsync(NpgsqlConnection connection, BuildId before, CancellationToken ct)
    {
        var (appId, revision, dockerfile, target, arguments, allowLocal) = await connection.QuerySingleAsync<(Guid, Guid, string?, string?, string, bool)>(
            "select app_id, revision_id, dockerfile_path, target, build_args::text, allow_local_image from builds where id = @before", new { before });
        var app = await AppStore.ReadAsync(connection, new AppId(appId));
        var overrides = new BuildOverrides
        {
            DockerfilePath = SourcePath.TryParse(dockerfile, out var path, out _) && path != SourcePath.Root ? path : null,
            Target = target,
            Arguments = JsonSerializer.Deserialize<Dictionary<string, string>>(arguments)!,
        };
        return await QueueAsync(connection, app, new RevisionId(revision), overrides, awaitsUpload: false, allowLocal, ct);
    }

    /// <summary>Its source has been sent: from now on a worker may take it.</summary>
    public static async Task UploadedAsync(NpgsqlConnection connection, BuildId build, Sources.Archives.StoredUpload file)
    {
        await connection.ExecuteAsync(
            "update source_revisions set revision = @Hash, message = @Name, resolved_at = now() where id = @Id", new { file.Hash, file.Name, file.Id });
        await connection.ExecuteAsync("update builds set awaits_upload = false where id = @build", new { build });
        await connection.NotifyAsync(BuildTopics.Queue);
    }

    /// <summary>Binds sealed credentials to their row.</summary>
    internal static string CredentialsContext(RevisionId revision) => $"source_revisions/{revision}/credentials";

    /// <summary>Binds the sealed variables to their row.</summary>
    internal static string SecretsContext(BuildId build) => $"builds/{build}/secrets";

    private async Task<RevisionId> InsertRevisionAsync(NpgsqlConnection connection, App app, SourceSpec source)
    {
        var revision = source is SourceSpec.Upload { File: { } file } ? file.Id : Ids.New<RevisionId>();
        var row = source switch
        {
            SourceSpec.Git git => new Row("git", git.Url.Text) { Ref = git.Reference.Name, Submodules = git.Submodules, Lfs = git.Lfs, Credentials = git.Url.Credentials },
            SourceSpec.Archive archive => new Row("archive", archive.Url.Uri.AbsoluteUri) { Credentials = archive.Url.Credentials },
            SourceSpec.Upload upload => new Row("upload", "upload") { Revision = upload.File?.Hash, Message = upload.File?.Name ?? "" },
            SourceSpec.Image image => new Row("image", image.Reference.Text) { Ref = image.Reference.Tag ?? "", Credentials = image.Credentials },
            _ => throw new InvalidOperationException($"Nobody knows how to build from {source}."),
        };
        var credentials = row.Credentials is null
            ? null
            : await keys.SealAsync(connection, app.OrganizationId, JsonSerializer.SerializeToUtf8Bytes(row.Credentials), CredentialsContext(revision));
        await connection.ExecuteAsync("""
            insert into source_revisions (id, app_id, kind, url, ref, base_path, submodules, lfs, revision, message, resolved_at, credentials, data_key_id)
            values (@revision, @app, @Kind, @Url, @Ref, @basePath, @Submodules, @Lfs, @Exactly, @Message, case when @Exactly::text is null then null else now() end, @Ciphertext, @DataKeyId)
            """,
            new
            {
                revision, app = app.Id, row.Kind, row.Url, row.Ref, basePath = source.BasePath?.Text ?? "", row.Submodules, row.Lfs, Exactly = row.Revision, row.Message,
                credentials?.Ciphertext, credentials?.DataKeyId,
            });
        return revision;
    }

    private Task<BuildId> QueueAsync(NpgsqlConnection connection, App app, RevisionId revision, BuildOverrides overrides, SourceSpec source, CancellationToken ct) =>
        QueueAsync(connection, app, revision, overrides, source is SourceSpec.Upload { File: null }, source is SourceSpec.Image { AllowLocal: true }, ct);

    private async Task<BuildId> QueueAsync(
        NpgsqlConnection connection, App app, RevisionId revision, BuildOverrides overrides, bool awaitsUpload, bool allowLocalImage, CancellationToken ct)
    {
        var build = Ids.New<BuildId>();
        var variables = (await environment.OpenAllAsync(connection, app.Id, ct)).Where(variable => variable.IsForBuilding).ToList();
        var secrets = variables.Where(variable => variable.IsSecret).ToDictionary(variable => variable.Key, variable => variable.Value);
        var frozen = secrets.Count == 0 ? null : await keys.SealAsync(connection, app.OrganizationId, JsonSerializer.SerializeToUtf8Bytes(secrets), SecretsContext(build));
        var arguments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables.Where(variable => !variable.IsSecret).Select(variable => (variable.Key, variable.Value))
            .Concat(app.BuildArgs.Concat(overrides.Arguments).Select(pair => (pair.Key, pair.Value))))
            arguments[name] = value;
        await connection.ExecuteAsync("""
            insert into builds (id, app_id, revision_id, dockerfile_path, target, build_args, secrets, data_key_id, allow_local_image, awaits_upload)
            values (@build, @app, @revision, @dockerfile, @target, @arguments::jsonb, @Ciphertext, @DataKeyId, @allowLocalImage, @awaitsUpload)
            """,
            new
            {
                build, app = app.Id, revision, dockerfile = overrides.DockerfilePath?.Text ?? app.DockerfilePath, target = overrides.Target ?? app.BuildTarget,
                arguments = JsonSerializer.Serialize(arguments), frozen?.Ciphertext, frozen?.DataKeyId, allowLocalImage, awaitsUpload,
            });
        await connection.NotifyAsync(BuildTopics.Queue);
        return build;
    }

    /// <summary>A row of <c>source_revisions</c> to be.</summary>
    private sealed record Row(string Kind, string Url)
    {
        public string Ref { get; init; } = "";

        public bool Submodules { get; init; }

        public bool Lfs { get; init; }

        public string? Revision { get; init; }

        public string Message { get; init; } = "";

        public SourceCredentials? Credentials { get; init; }
    }
}
