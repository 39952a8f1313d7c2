namespace Seaworthy.Machine.Testing;

/// <summary>A project under tests/ that runs by itself.</summary>
/// <param name="Name">For example Seaworthy.Edge.Tests.</param>
/// <param name="Folder">Where its project file lies.</param>
public sealed record TestProject(string Name, string Folder)
{
    /// <summary>Whole-system tests use real engines and many processes: they run one project after the other, last.</summary>
    public bool RunsAlone => !Name.EndsWith(".Tests", StringComparison.Ordinal);

    public string ProjectFile => Path.Combine(Folder, Name + ".csproj");

    public string Executable(string configuration) => Path.Combine(Folder, "bin", configuration, "net10.0", Name);

    /// <summary>The test projects whose name contains the filter, in alphabetical order.</summary>
    public static IReadOnlyList<TestProject> Find(string testsFolder, string? filter) =>
        [.. Directory.EnumerateFiles(testsFolder, "*Tests.csproj", SearchOption.AllDirectories)
            .Select(file => new TestProject(Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)!))
            .Where(project => filter is null || project.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))
            .OrderBy(project => project.Name, StringComparer.Ordinal)];
}
