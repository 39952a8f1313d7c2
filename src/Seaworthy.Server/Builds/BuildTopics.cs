namespace Seaworthy.Server.Builds;

/// <summary>Topics of <see cref="Platform.Database.Signals"/> that builds use.</summary>
public static class BuildTopics
{
    /// <summary>A build was queued, or an app's running one ended.</summary>
    public const string Queue = "builds";

    /// <summary>Of one build: its status changed or its cancellation was requested.</summary>
    public const string Status = "build";

    /// <summary>Of one build: its log grew, or will grow no more.</summary>
    public const string Log = "build-log";
}
