using System.Text;

namespace Seaworthy.Packs;

/// <summary>How a source becomes an image, and which processes run on it.</summary>
public sealed record BuildPlan
{
    /// <summary>dockerfile or static.</summary>
    public required string Pack { get; init; }

    /// <summary>The folder that the build may read; empty for the whole source.</summary>
    public required string ContextPath { get; init; }

    /// <summary>The source's own Dockerfile, from the source's root; null where one is generated.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>Null where the source has its own.</summary>
    public GeneratedFiles? Generated { get; init; }

    /// <summary>At least <c>web</c>.</summary>
    public required IReadOnlyList<PlannedProcess> Processes { get; init; }

    /// <summary>Sentences that say why it is built so.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The plan as a person reads it, one fact per line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("pack ").Append(Pack).Append(" in /").Append(ContextPath).Append('\n');
        if (DockerfilePath is not null)
            text.Append("dockerfile ").Append(DockerfilePath).Append('\n');
        foreach (var process in Processes)
            text.Append(process.Kind.ToString().ToLowerInvariant()).Append(' ').Append(process).Append('\n');
        foreach (var reason in Reasons)
            text.Append("because ").Append(reason).Append('\n');
        return text.ToString();
    }
}

/// <summary>A Dockerfile that we write, and the <c>.dockerignore</c> that belongs to it.</summary>
public sealed record GeneratedFiles(string Dockerfile, string DockerIgnore);

public enum PlannedProcessKind
{
    /// <summary>Runs until it is stopped.</summary>
    Service,

    /// <summary>Runs once per release, before the new instances start.</summary>
    Release,
}

/// <param name="Command">The whole argument array, which replaces the image's entrypoint and command; null for the image's own.</param>
public sealed record PlannedProcess(string Name, PlannedProcessKind Kind, IReadOnlyList<string>? Command)
{
    public const string Web = "web";

    public static PlannedProcess ImagesOwnWeb { get; } = new(Web, PlannedProcessKind.Service, null);

    public override string ToString() => Command is null ? $"{Name}: the image's own command" : $"{Name}: {string.Join(" | ", Command)}";
}
