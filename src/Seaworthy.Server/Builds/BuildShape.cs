using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>A build as the API shows it, in NanoPaaS's shape with more beside.</summary>
public sealed record BuildShape
{
    public required Guid Id { get; init; }

    public required Guid AppId { get; init; }

    /// <summary>queued, running, succeeded, failed or cancelled.</summary>
    public required BuildStatus Status { get; init; }

    /// <summary>git, archive, upload or image.</summary>
    public required string Source { get; init; }

    public required string SourceUrl { get; init; }

    public required string GitRef { get; init; }

    /// <summary>The full id of the commit, or the digest of the image, once known.</summary>
    public required string? Commit { get; init; }

    public required string CommitMessage { get; init; }

    public required string CommitAuthor { get; init; }

    /// <summary>dockerfile, static or image, once known.</summary>
    public required string? Pack { get; init; }

    public required string? ImageTag { get; init; }

    public required string? ImageId { get; init; }

    /// <summary>Seconds since it started, to its end if it has ended.</summary>
    public required double Duration { get; init; }

    public required string? Error { get; init; }

    /// <summary>The instruction that failed.</summary>
    public required string? ErrorStep { get; init; }

    /// <summary>Its line in the Dockerfile.</summary>
    public required int? ErrorLine { get; init; }

    /// <summary>1, or 2 after an interruption.</summary>
    public required int Attempt { get; init; }

    /// <summary>Empty in lists.</summary>
    public required IReadOnlyList<BuildStep> Steps { get; init; }

    public required IReadOnlyList<BuildProcess> Processes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Where the log is streamed as text lines.</summary>
    public required string WebsocketUrl { get; init; }

    /// <summary>It waits for its archive: POST /api/v1/builds/{id}/upload.</summary>
    public required bool AwaitsUpload { get; init; }

    public static BuildShape From(Build build, IReadOnlyList<BuildStep> steps, HttpRequest request, DateTimeOffset now) => new()
    {
        Id = build.Id.Value,
        AppId = build.AppId.Value,
        Status = build.Status,
        Source = build.SourceKind,
        SourceUrl = build.SourceUrl,
        GitRef = build.SourceRef,
        Commit = build.Revision,
        CommitMessage = build.RevisionMessage,
        CommitAuthor = build.RevisionAuthor,
        Pack = build.Pack,
        ImageTag = build.Images.Count > 0 ? build.Images[0].Tag : null,
        ImageId = build.Images.Count > 0 ? build.Images[0].ImageId : null,
        Duration = build.StartedAt is { } started ? Math.Round(((build.CompletedAt ?? now) - started).TotalSeconds, 3) : 0,
        Error = build.Error,
        ErrorStep = build.ErrorStep,
        ErrorLine = build.ErrorLine,
        Attempt = build.Attempt,
        Steps = steps,
        Processes = build.Processes,
        CreatedAt = build.CreatedAt,
        StartedAt = build.StartedAt,
        CompletedAt = build.CompletedAt,
        WebsocketUrl = LogSocketOf(build.Id, request),
        AwaitsUpload = build.AwaitsUpload,
    };

    public static string LogSocketOf(BuildId build, HttpRequest request) => $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}/ws/builds/{build}/logs";
}
