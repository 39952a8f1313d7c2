namespace Seaworthy.Testing;

/// <summary>Where the repository lies and what was built in it.</summary>
public static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>Where published programs lie, as in an installation: <c>edge/current/Seaworthy.Edge</c>. Null: those of the build are run.</summary>
    public static string? Programs { get; set; }

    /// <summary>A program of ours as this test's own configuration built it, such as <c>src/Seaworthy.Edge/bin/Debug/net10.0/Seaworthy.Edge</c>.</summary>
    public static string Program(string project)
    {
        if (Programs is not null)
            return Path.Combine(Programs, project.Split('.')[^1].ToLowerInvariant(), "current", project);
        // Our own output is …/bin/<configuration>/<framework>/.
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, "src", project, "bin", framework.Parent!.Name, framework.Name, project);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built: there is no {path}.");
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Seaworthy.slnx")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Seaworthy.slnx.");
    }
}
