using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Samples;

/// <summary>The app `hello` of examples/, as a Git repository of the installation's own that it is deployed from.</summary>
public sealed class Sample(Origin origin, SeaworthyHome home)
{
    public const string Slug = "hello";
    public const string Branch = "main";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Passable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private string Folder => Path.Combine(home.Samples, Slug);

    public string RepositoryUrl => $"file://{Folder}";

    /// <summary>Written once it went live: who deletes the app does not get it again with the next `sea up`.</summary>
    private string Mark => Path.Combine(home.Samples, Slug + ".deployed");

    public bool WasDeployed => File.Exists(Mark);

    public void RememberDeployed() => File.WriteAllText(Mark, "");

    /// <summary>Makes the repository unless it is there. Everybody may read it: whoever builds is not trusted with more.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Combine(Folder, ".git")))
            return;
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, Passable);
        foreach (var file in Directory.EnumerateFiles(origin.At("examples", Slug)))
        {
            var copy = Path.Combine(Folder, Path.GetFileName(file));
            File.Copy(file, copy, overwrite: true);
            File.SetUnixFileMode(copy, Readable);
        }
        await GitAsync(["init", "--quiet", "--initial-branch", Branch, "--shared=0644"], cancellation);
        await GitAsync(["add", "--all"], cancellation);
        await GitAsync(["-c", "user.name=Seaworthy", "-c", "user.email=sea@localhost", "commit", "--quiet", "--message", "Say hello"], cancellation);
    }

    private async Task GitAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var git = new Command("git", arguments)
        {
            WorkingDirectory = Folder,
            // Whoever runs `sea up` may have signing or hooks configured, which mean nothing here.
            Environment = new Dictionary<string, string?> { ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null" },
        };
        (await git.RunAsync(cancellation)).OrThrow("The sample's repository could not be made", $"Remove {Folder} and call ./sea up again.");
    }
}
