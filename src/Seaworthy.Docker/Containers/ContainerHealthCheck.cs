namespace Seaworthy.Docker;

/// <summary>A HEALTHCHECK: of an image, or of a container over its image's.</summary>
/// <param name="Test">
/// <c>["CMD", program, arguments…]</c>, <c>["CMD-SHELL", line]</c>, <c>["NONE"]</c> to have none, or empty to keep the image's test.
/// </param>
public sealed record ContainerHealthCheck(IReadOnlyList<string> Test)
{
    public static ContainerHealthCheck Disabled { get; } = new(["NONE"]);

    public TimeSpan? Interval { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? StartPeriod { get; init; }

    public int? Retries { get; init; }
}
