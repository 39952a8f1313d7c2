namespace Seaworthy.Machine.Testing;

/// <summary>What <c>sea bench</c> can measure, in this order; on the command line each by its name in lower case.</summary>
public enum BenchSection
{
    Deploy,
    Rollback,
    Load,
    Build,
    Start,
    Api,
    Memory,
    Networks,
    Edge,
    Routes,
}

public static class BenchSections
{
    /// <summary>As they are written on the command line.</summary>
    public static string[] Names { get; } = [.. Enum.GetValues<BenchSection>().Select(Name)];

    public static string Name(BenchSection section) => section.ToString().ToLowerInvariant();
}
