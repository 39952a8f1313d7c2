using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps.Projects;

/// <summary>A group of apps of one organization.</summary>
public sealed record Project
{
    public required ProjectId Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>How many apps are in it.</summary>
    public int Apps { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

public enum ProjectRemoval
{
    Removed,
    HasApps,

    /// <summary>The first project of the organization: apps that name none go there.</summary>
    IsDefault,
    Absent,
}
