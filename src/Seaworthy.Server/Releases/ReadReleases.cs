using Dapper;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>Opens releases to be looked at and compared.</summary>
public sealed class ReadReleases(Db db, ReleaseStore releases, CreateRelease create)
{
    /// <summary>Null if the app has no release of this number.</summary>
    public async Task<ReleaseDetails?> FindAsync(AppId app, int number, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select id, number, description, build_id, secret_keys, created_at, proven_at, retired_at is null as can_roll_back,
                exists (select 1 from serving s where s.release_id = releases.id) as serving
            from releases where app_id = @app and number = @number
            """,
            new { app, number });
        if (row is null)
            return null;
        var processes = (await ReleaseStore.ProcessesAsync(connection, [row.Id])).GetValueOrDefault(row.Id) ?? [];
        return new ReleaseDetails(row, processes, await releases.OpenEnvironmentAsync(row.Id, ct));
    }

    /// <summary>What a new release of the images that serve would freeze now; null while nothing serves.</summary>
    /// <exception cref="ImageGoneException">The engine does not have the images any more.</exception>
    public async Task<ReleaseContent?> DraftAsync(App app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var build = await connection.ExecuteScalarAsync<Guid?>(
            "select r.build_id from serving s join releases r on r.id = s.release_id where s.app_id = @Id order by s.weight desc limit 1", new { app.Id });
        if (build is not { } id || await BuildStore.FindAsync(connection, new BuildId(id)) is not { } found)
            return null;
        var draft = await create.DraftAsync(connection, app, found, ct);
        return new ReleaseContent(draft.Processes, draft.Environment, draft.SecretKeys);
    }

    public sealed record Row
    {
        public ReleaseId Id { get; init; }

        public int Number { get; init; }

        public string Description { get; init; } = "";

        public BuildId? BuildId { get; init; }

        public IReadOnlyList<string> SecretKeys { get; init; } = [];

        public bool Serving { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? ProvenAt { get; init; }

        public bool CanRollBack { get; init; }
    }
}

/// <summary>What a release consists of. Its environment holds real values: never to be shown as it is.</summary>
public sealed record ReleaseContent(IReadOnlyList<ReleaseProcess> Processes, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> SecretKeys);

/// <summary>A release that was read.</summary>
public sealed record ReleaseDetails(ReadReleases.Row Row, IReadOnlyList<ReleaseProcess> Processes, IReadOnlyDictionary<string, string> Environment)
{
    public ReleaseContent Content => new(Processes, Environment, Row.SecretKeys);

    public ReleaseDetailsShape ToShape() => new()
    {
        Id = Row.Id.Value,
        Number = Row.Number,
        Description = Row.Description,
        BuildId = Row.BuildId?.Value,
        EnvVars = Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .ToDictionary(variable => variable.Key, variable => Row.SecretKeys.Contains(variable.Key) ? EnvironmentStore.Mask : variable.Value),
        Processes = [.. Processes.Select(ReleaseProcessShape.From)],
        Serving = Row.Serving,
        ProvenAt = Row.ProvenAt,
        CanRollBack = Row.CanRollBack,
        CreatedAt = Row.CreatedAt,
    };
}
