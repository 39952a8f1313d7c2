namespace Seaworthy.Server.Builds;

/// <summary>A build cannot succeed. The message is for the app's owner: what failed, and what to do.</summary>
public sealed class BuildFailedException(string message) : Exception(message)
{
    /// <summary>The instruction that failed.</summary>
    public string? Step { get; init; }

    /// <summary>Its line in the Dockerfile.</summary>
    public int? Line { get; init; }
}
