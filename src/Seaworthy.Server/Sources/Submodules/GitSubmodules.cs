using System.Globalization;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources.Submodules;

/// <summary>
/// Brings the submodules of a checked-out commit into it, each at exactly the commit that its parent records. git's own
/// <c>submodule</c> commands are not used: they would take addresses from a stranger's file.
/// </summary>
public sealed class GitSubmodules(GitProgram git, GitRepository repositories)
{
    private const int Deepest = 3;
    private const int Most = 50;
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <param name="tell">Told of each, before it is fetched.</param>
    /// <returns>All of them, those inside of others too, in the order in which they were fetched.</returns>
    /// <exception cref="SourceUnavailableException">Names the submodule that cannot be had, and why.</exception>
    public async Task<IReadOnlyList<GitCheckout>> FetchAsync(GitCheckout root, Func<string, Task> tell, CancellationToken ct)
    {
        var fetched = new List<GitCheckout>();
        var waiting = new Queue<(GitCheckout Parent, int Depth)>([(root, 1)]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var submodule in await ReadAsync(next.Parent, ct))
            {
                var name = next.Parent.NameOf(submodule.Path);
                if (next.Depth > Deepest)
                    throw new SourceUnavailableException($"The submodule {name} lies inside of {Deepest} others: so deep they are not fetched.");
                if (fetched.Count == Most)
                    throw new SourceUnavailableException($"There are more than {Most} submodules, of which {name} is one too many.");
                try
                {
                    fetched.Add(await FetchAsync(next.Parent, submodule, root.Workspace, fetched.Count, tell, ct));
                }
                catch (SourceUnavailableException e)
                {
                    throw new SourceUnavailableException($"The submodule {name} cannot be fetched: {e.Message}");
                }
                waiting.Enqueue((fetched[^1], next.Depth + 1));
            }
        }
        return fetched;
    }

    private async Task<IReadOnlyList<Submodule>> ReadAsync(GitCheckout parent, CancellationToken ct)
    {
        var local = GitProgram.Local(parent.Workspace);
        var listed = await git.RunAsync(local, Deadline, ["-c", "core.quotePath=false", "ls-tree", "-r", parent.Commit], ct);
        var links = Submodule.Links(listed.Output);
        if (links.Count == 0)
            return [];
        var configured = await git.RunAsync(local, Deadline, ["config", "--blob", $"{parent.Commit}:.gitmodules", "--get-regexp", @"^submodule\..*\.(path|url)$"], ct);
        var urls = Submodule.Urls(configured.Output);
        return [.. links.Select(link => urls.TryGetValue(link.Path, out var url)
            ? new Submodule(link.Path, link.Commit, url)
            : throw new SourceUnavailableException($"The submodule {parent.NameOf(link.Path)} has no URL in .gitmodules. Add it there, or remove the submodule from the repository."))];
    }

    private async Task<GitCheckout> FetchAsync(GitCheckout parent, Submodule submodule, Workspace root, int number, Func<string, Task> tell, CancellationToken ct)
    {
        if (!SourcePath.TryParse(submodule.Path, out var path, out var error) || path.Text != submodule.Path || path == SourcePath.Root)
            throw new SourceUnavailableException($"its path {error ?? "is not a plain one"}.");
        if (!SubmoduleUrl.TryResolve(parent.Url, submodule.Url, out var url, out error))
            throw new SourceUnavailableException($"its URL {error}.");
        if (!GitRef.TryParse(submodule.Commit, out var reference, out _) || !reference.IsCommit)
            throw new SourceUnavailableException($"{submodule.Commit} is no commit.");
        // git has made an empty folder there.
        var folder = InnerPath.Of(parent.Workspace.Source, path.Text);
        if (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any())
            throw new SourceUnavailableException("its folder is not an empty one.");

        var workspace = root with { Source = folder, Repository = Path.Combine(root.Submodules, number.ToString(CultureInfo.InvariantCulture)) };
        foreach (var made in (string[])[root.Submodules, workspace.Repository])
        {
            Directory.CreateDirectory(made, Traversable);
            UnprivilegedUser.Give(made, root.User);
        }
        var name = parent.NameOf(path.Text);
        await tell($"Fetching {submodule.Commit} from {url} as submodule {name}");
        await repositories.CheckoutAsync(url, reference, submodule.Commit, workspace, ct);
        return new GitCheckout(name, url, submodule.Commit, workspace);
    }
}
