using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

internal static partial class BuildLog
{
    [LoggerMessage(LogLevel.Information, "Build {Build} of app {App} started (attempt {Attempt})")]
    public static partial void Started(ILogger logger, BuildId build, AppId app, int attempt);

    [LoggerMessage(LogLevel.Information, "Build {Build} ended")]
    public static partial void Ended(ILogger logger, BuildId build);

    [LoggerMessage(LogLevel.Warning, "Build {Build} was interrupted in attempt {Attempt}")]
    public static partial void Interrupted(ILogger logger, BuildId build, int attempt);

    [LoggerMessage(LogLevel.Error, "Build {Build} met a fault of ours")]
    public static partial void Broke(ILogger logger, Exception e, BuildId build);

    [LoggerMessage(LogLevel.Warning, "Cannot reach the database for builds: {Reason}")]
    public static partial void CannotClaim(ILogger logger, string reason);
}
