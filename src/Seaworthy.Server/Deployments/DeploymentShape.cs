namespace Seaworthy.Server.Deployments;

/// <summary>A deployment as the API shows it.</summary>
public sealed record DeploymentShape
{
    public required Guid Id { get; init; }

    public required Guid AppId { get; init; }

    public required int Number { get; init; }

    public required string Trigger { get; init; }

    public required string Actor { get; init; }

    public required DeploymentStatus Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>The last lines of the log that shows why it failed.</summary>
    public string? LogTail { get; init; }

    public Guid? BuildId { get; init; }

    public int? Release { get; init; }

    /// <summary>Where its code comes from: a URL or an image's name; of an upload what is in it.</summary>
    public string? Source { get; init; }

    public string? Revision { get; init; }

    public int? SupersededBy { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<PhaseShape> Phases { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static DeploymentShape From(Deployment deployment, string url) => new()
    {
        Id = deployment.Id.Value,
        AppId = deployment.AppId.Value,
        Number = deployment.Number,
        Trigger = deployment.Trigger,
        Actor = deployment.Actor,
        Status = deployment.Status,
        Reason = deployment.Reason,
        LogTail = deployment.LogTail,
        BuildId = deployment.BuildId?.Value,
        Release = deployment.Release,
        Source = deployment.SourceUrl,
        Revision = deployment.Revision,
        SupersededBy = deployment.SupersededBy,
        Url = url,
        Phases = PhaseShape.Of(deployment),
        CreatedAt = deployment.CreatedAt,
        FinishedAt = deployment.FinishedAt,
    };
}

/// <param name="Phase">build, start, switch or soak.</param>
/// <param name="Seconds">Null while it lasts.</param>
public sealed record PhaseShape(string Phase, DateTimeOffset StartedAt, double? Seconds)
{
    internal static IReadOnlyList<PhaseShape> Of(Deployment deployment)
    {
        var phases = new List<PhaseShape>();
        Add("build", deployment.BuildStartedAt, deployment.BuildCompletedAt);
        Add("start", deployment.RolloutStartedAt, deployment.SwitchedAt ?? deployment.FinishedAt);
        Add("switch", deployment.SwitchedAt, deployment.LiveAt ?? deployment.FinishedAt);
        Add("soak", deployment.LiveAt, deployment.FinishedAt);
        return phases;

        void Add(string phase, DateTimeOffset? from, DateTimeOffset? to)
        {
            // The build of an earlier deployment that is deployed again is not a phase of this one.
            if (from is { } start && start >= deployment.CreatedAt)
                phases.Add(new PhaseShape(phase, start, to is { } end ? Math.Round((end - start).TotalSeconds, 3) : null));
        }
    }
}
