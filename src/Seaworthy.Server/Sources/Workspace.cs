using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>The folder of one build: always fresh, owned by the user without rights who works in it, gone afterwards.</summary>
/// <param name="Root">An absolute path.</param>
/// <param name="OnStart">Told of each program that works here, so that a crash of the server does not leave it running.</param>
public sealed record Workspace(string Root, ProcessUser User, Func<ProcessSession, Task> OnStart)
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The files that are built, and nothing else: git's own data lies beside them.</summary>
    public string Source { get; init; } = Path.Combine(Root, "source");

    /// <summary>The bare repository that holds the one commit.</summary>
    public string Repository { get; init; } = Path.Combine(Root, "repository");

    /// <summary>HOME of the programs: configuration that we wrote.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>Configuration of Docker's client: who we are to registries.</summary>
    public string DockerConfiguration => Path.Combine(Home, "docker");

    /// <summary>The repositories of submodules, each in a folder of its own.</summary>
    public string Submodules => Path.Combine(Root, "submodules");

    /// <summary>Large files on their way into the checkout.</summary>
    public string LargeFiles => Path.Combine(Root, "lfs");

    /// <summary>Files that we generate for a build: a Dockerfile, its ignore file.</summary>
    public string Generated => Path.Combine(Root, "generated");

    /// <summary>Where programs leave their results.</summary>
    public string Results => Path.Combine(Root, "results");

    /// <summary>Makes the folder anew; whatever an interrupted attempt left there is removed.</summary>
    public static Workspace Create(string root, ProcessUser user, Func<ProcessSession, Task> onStart)
    {
        var workspace = new Workspace(root, user, onStart);
        workspace.Remove();
        foreach (var directory in (string[])[root, workspace.Source, workspace.Repository, workspace.Home, workspace.Generated, workspace.Results])
        {
            Directory.CreateDirectory(directory, Traversable);
            UnprivilegedUser.Give(directory, user);
        }
        return workspace;
    }

    /// <summary>Links inside are removed, never followed.</summary>
    public void Remove()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
