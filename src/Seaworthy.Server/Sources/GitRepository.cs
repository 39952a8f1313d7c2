using Seaworthy.Packs;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>Brings exactly one commit of a repository into a workspace: resolve the name, fetch the commit, check it out.</summary>
public sealed class GitRepository(GitProgram git)
{
    // The depth that git itself documents as infinite.
    private const string WholeHistory = "--depth=2147483647";
    private const string Fetched = "refs/seaworthy/fetched";
    private static readonly TimeSpan ResolveDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FetchDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LocalDeadline = TimeSpan.FromMinutes(2);

    /// <summary>The full id of the commit that a name means now.</summary>
    /// <exception cref="SourceUnavailableException">The repository cannot be read, or has no such branch or tag.</exception>
    public async Task<string> ResolveAsync(GitUrl url, GitRef reference, Workspace workspace, CancellationToken ct)
    {
        if (reference.IsCommit)
            return reference.Name;
        var setting = await git.TowardsAsync(url, workspace, ct);
        string[] wanted = reference.IsDefault ? ["HEAD"] : [$"refs/heads/{reference.Name}", $"refs/tags/{reference.Name}^{{}}", $"refs/tags/{reference.Name}", reference.Name];
        var run = await git.RunAsync(setting, ResolveDeadline, ["ls-remote", "--quiet", "--", url.Text, .. wanted], ct);
        if (!run.Succeeded)
            throw new SourceUnavailableException(git.Explain(run, url));
        // Lines are "ID<tab>NAME"; a pattern also matches the end of longer names, so names are compared again. A branch is
        // preferred to a tag of the same name, and a tag's commit (^{}) to the tag's own object.
        var found = run.Output.Select(line => line.Split('\t')).Where(parts => parts.Length == 2).ToLookup(parts => parts[1], parts => parts[0]);
        var commit = wanted.SelectMany(name => found[name]).FirstOrDefault();
        if (commit is not null && GitCommit.IsFullId(commit))
            return commit;
        throw new SourceUnavailableException(reference.IsDefault
            ? $"{url} is empty: it has no default branch yet."
            : $"{url} has no branch or tag named {reference}. A commit is named by its full id of 40 digits.");
    }

    /// <summary>Fetches and checks out a resolved commit; the files belong to the workspace's user.</summary>
    /// <exception cref="SourceUnavailableException">The commit cannot be fetched.</exception>
    public async Task<GitCommit> CheckoutAsync(GitUrl url, GitRef reference, string commit, Workspace workspace, CancellationToken ct)
    {
        var setting = await git.TowardsAsync(url, workspace, ct);
        UnprivilegedUser.Give(workspace.Repository, setting.User ?? workspace.User);
        var format = commit.Length == 64 ? "sha256" : "sha1";
        await MustAsync(setting, url, ["init", "--quiet", "--bare", "--template=", $"--object-format={format}"], ct);
        await FetchAsync(setting, url, reference, commit, ct);
        UnprivilegedUser.GiveAll(workspace.Repository, workspace.User);

        var local = GitProgram.Local(workspace);
        await MustAsync(local, url, ["--work-tree", workspace.Source, "checkout", "--quiet", "--force", "--detach", commit], ct);
        var shown = await MustAsync(local, url, ["show", "--no-patch", "--no-show-signature", "--format=%s%n%an <%ae>", commit], ct);
        return new GitCommit(commit, Text(0), Text(1));

        string Text(int line) => TerminalText.Plain(shown.Output.ElementAtOrDefault(line) ?? "");
    }

    /// <summary>What the commit holds, read from git's own objects and never from the files, so that no link can lead elsewhere.</summary>
    public async Task<ISourceTree> TreeAsync(string commit, Workspace workspace, CancellationToken ct)
    {
        var local = GitProgram.Local(workspace);
        var listed = await git.RunAsync(local, LocalDeadline, ["-c", "core.quotePath=false", "ls-tree", "-r", commit], ct);
        return new GitTree(listed.Output, path => git.RunAsync(local, LocalDeadline, ["cat-file", "blob", $"{commit}:{path}"], ct));
    }

    /// <summary>First the commit alone; some servers give only what a branch or tag names, and then that must hold the commit.</summary>
    private async Task FetchAsync(GitSetting setting, GitUrl url, GitRef reference, string commit, CancellationToken ct)
    {
        var run = await FetchAsync("--depth=1", [commit]);
        if (run.Succeeded)
            return;
        string[] names = reference.IsCommit ? ["+refs/heads/*:refs/seaworthy/heads/*", "+refs/tags/*:refs/seaworthy/tags/*"] : [$"+{(reference.IsDefault ? "HEAD" : reference.Name)}:{Fetched}"];
        foreach (var depth in reference.IsCommit ? (string[])[WholeHistory] : ["--depth=1", WholeHistory])
        {
            run = await FetchAsync(depth, names);
            if (run.Succeeded && (await git.RunAsync(setting, LocalDeadline, ["cat-file", "-e", $"{commit}^{{commit}}"], ct)).Succeeded)
                return;
        }
        throw new SourceUnavailableException(run.Succeeded ? $"{url} no longer holds the commit {commit}." : git.Explain(run, url));

        Task<GitRun> FetchAsync(string depth, string[] what) =>
            git.RunAsync(setting, FetchDeadline, ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", depth, "--", url.Text, .. what], ct);
    }

    private async Task<GitRun> MustAsync(GitSetting setting, GitUrl url, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var run = await git.RunAsync(setting, LocalDeadline, arguments, ct);
        return run.Succeeded ? run : throw new SourceUnavailableException(git.Explain(run, url));
    }
}
