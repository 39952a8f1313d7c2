using Npgsql;
using Seaworthy.Server.Apps.Projects;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps;

/// <summary>Creates an app with its first environment, in one transaction.</summary>
public sealed class CreateApp(Db db, EnvironmentStore environment, Installation installation)
{
    public sealed record Request
    {
        public required OrganizationId Organization { get; init; }

        public required string Name { get; init; }

        public required Slug Slug { get; init; }

        public string Description { get; init; } = "";

        public int? Port { get; init; }

        public long? MemoryBytes { get; init; }

        public int? CpuMillis { get; init; }

        public string? HealthPath { get; init; }

        public int? DrainSeconds { get; init; }

        public int? StopGraceSeconds { get; init; }

        public int? StartDeadlineSeconds { get; init; }

        /// <summary>Null: the organization's default project.</summary>
        public ProjectId? Project { get; init; }

        public string? Strategy { get; init; }

        public bool Hardened { get; init; }

        public bool ReturnWhenCrashing { get; init; }

        public string? DockerfilePath { get; init; }

        public string? BuildTarget { get; init; }

        public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

        public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

        public IReadOnlyList<string>? PreDeployCommand { get; init; }

        public IReadOnlyList<string>? PostDeployCommand { get; init; }

        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    }

    /// <returns>The new app's id, or null if the slug is taken.</returns>
    public async Task<AppId?> RunAsync(Request request, CancellationToken ct)
    {
        var app = new App
        {
            Id = Ids.New<AppId>(),
            OrganizationId = request.Organization,
            ProjectId = request.Project ?? default,
            Name = request.Name,
            Slug = request.Slug.Value,
            Description = request.Description,
            Desired = "running",
            Port = request.Port,
            MemoryBytes = request.MemoryBytes ?? AppLimits.DefaultMemoryBytes,
            CpuMillis = request.CpuMillis ?? AppLimits.DefaultCpuMillis,
            Strategy = request.Strategy ?? "start-first",
            Hardened = request.Hardened,
            ReturnWhenCrashing = request.ReturnWhenCrashing,
            DockerfilePath = request.DockerfilePath,
            BuildTarget = request.BuildTarget,
            BuildArgs = request.BuildArgs,
            Labels = request.Labels,
            PreDeployCommand = request.PreDeployCommand,
            PostDeployCommand = request.PostDeployCommand,
            HealthPath = request.HealthPath,
            DrainSeconds = request.DrainSeconds ?? AppLimits.DefaultDrainSeconds,
            StopGraceSeconds = request.StopGraceSeconds ?? AppLimits.DefaultStopGraceSeconds,
            StartDeadlineSeconds = request.StartDeadlineSeconds ?? AppLimits.DefaultStartDeadlineSeconds,
        };
        try
        {
            await db.InTransactionAsync(
                async connection =>
                {
                    var project = request.Project ?? await ProjectStore.DefaultAsync(connection, app.OrganizationId);
                    await AppStore.InsertAsync(connection, app with { ProjectId = project }, installation.ServerId);
                    await environment.MergeAsync(connection, app.OrganizationId, app.Id, request.Environment);
                    // Its host shows a friendly page from now on.
                    await connection.NotifyAsync("routes", app.Id.Value);
                },
                ct);
            return app.Id;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
    }
}
