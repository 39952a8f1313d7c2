using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

public enum BuildStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>One attempt to make images from a source, as it stands in the database, with what it came from.</summary>
public sealed record Build
{
    public required BuildId Id { get; init; }

    public required AppId AppId { get; init; }

    public required RevisionId RevisionId { get; init; }

    public required BuildStatus Status { get; init; }

    /// <summary>git, archive, upload or image.</summary>
    public required string SourceKind { get; init; }

    /// <summary>The repository without credentials, or the image.</summary>
    public required string SourceUrl { get; init; }

    /// <summary>What was asked for: a branch, tag or commit; empty for the default branch.</summary>
    public required string SourceRef { get; init; }

    /// <summary>What exactly is built, once resolved: a commit id or an image digest.</summary>
    public string? Revision { get; init; }

    public string RevisionMessage { get; init; } = "";

    public string RevisionAuthor { get; init; } = "";

    /// <summary>How it was built: dockerfile, static or image; null until detected.</summary>
    public string? Pack { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>1, or 2 after an interruption; 0 while queued.</summary>
    public int Attempt { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string? Error { get; init; }

    /// <summary>The instruction that failed: <c>RUN make</c>.</summary>
    public string? ErrorStep { get; init; }

    /// <summary>Its line in the Dockerfile.</summary>
    public int? ErrorLine { get; init; }

    /// <summary>Its source is still to be sent.</summary>
    public bool AwaitsUpload { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its images' names were let go of: nothing needed them.</summary>
    public DateTimeOffset? ImageGoneAt { get; init; }

    public IReadOnlyList<BuildImage> Images { get; init; } = [];

    public IReadOnlyList<BuildProcess> Processes { get; init; } = [];

    public bool HasEnded => Status is BuildStatus.Succeeded or BuildStatus.Failed or BuildStatus.Cancelled;
}

/// <summary>An image that a build made. A Dockerfile build has one, of service <c>app</c>.</summary>
public sealed record BuildImage
{
    public required string Service { get; init; }

    /// <summary><c>sha256:…</c></summary>
    public required string ImageId { get; init; }

    /// <summary>Our own name, which keeps it from being pruned: <c>seaworthy/APP:BUILD</c>.</summary>
    public required string Tag { get; init; }

    /// <summary><c>repository@sha256:…</c>; null if it was built here.</summary>
    public string? Digest { get; init; }

    public long SizeBytes { get; init; }

    /// <summary>What the names that builds give begin with.</summary>
    internal const string Namespace = "seaworthy";

    internal static string RepositoryOf(AppId app) => $"{Namespace}/{app}";

    internal static string TagOf(AppId app, BuildId build) => $"{RepositoryOf(app)}:{build}";

    /// <summary>Whose name this is; null if no build of ours can have given it.</summary>
    internal static (AppId App, BuildId Build)? BuildOf(string tag)
    {
        var parts = tag.Split('/', ':');
        return parts is [Namespace, var app, var build] && Guid.TryParseExact(app, "D", out var appId) && Guid.TryParseExact(build, "D", out var buildId)
            ? (new AppId(appId), new BuildId(buildId))
            : null;
    }
}

/// <summary>A process that a build found.</summary>
public sealed record BuildProcess
{
    public required string Name { get; init; }

    /// <summary>service, job, release or cron.</summary>
    public required string Kind { get; init; }

    /// <summary>Which of the build's images it runs.</summary>
    public required string Service { get; init; }

    /// <summary>Null: the image's own command.</summary>
    public IReadOnlyList<string>? Command { get; init; }
}

/// <summary>A step as BuildKit tells it, such as <c>[2/4] RUN make</c>.</summary>
public sealed record BuildStep
{
    public required int Number { get; init; }

    public required string Name { get; init; }

    public bool Cached { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? Error { get; init; }
}

/// <summary>A line of a build's log. Its number counts from 1 without gaps.</summary>
public sealed record BuildLine
{
    public required int Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The step that printed it; empty for what Seaworthy itself says.</summary>
    public string Step { get; init; } = "";

    /// <summary>stdout, stderr or note.</summary>
    public string Stream { get; init; } = "note";

    public required string Line { get; init; }
}
