namespace Seaworthy.Docker;

/// <summary>Which of a container's output to read.</summary>
public sealed record LogQuery
{
    public bool Stdout { get; init; } = true;

    public bool Stderr { get; init; } = true;

    /// <summary>Only so many of the last lines; null: all that the engine has kept.</summary>
    public int? Tail { get; init; }

    /// <summary>Not older. What has exactly this time comes again, so a reader that resumes drops what it already has.</summary>
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Go on with what is written from now on, until the container stops.</summary>
    public bool Follow { get; init; }

    /// <summary>Give each frame its time.</summary>
    public bool Timestamps { get; init; }
}
