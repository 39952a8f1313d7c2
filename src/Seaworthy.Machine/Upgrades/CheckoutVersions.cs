using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Upgrades;

/// <summary>Versions are commits of the checkout's Git repository.</summary>
public sealed class CheckoutVersions(Checkout checkout) : IVersions
{
    private static readonly TimeSpan networkDeadline = TimeSpan.FromMinutes(10);

    public async Task<VersionAt> CurrentAsync(CancellationToken cancellation)
    {
        if (!Path.Exists(checkout.At(".git")))
            throw new UpgradeRefusedException($"{checkout.Root} is no clone of a Git repository, so nothing can be pulled. Bring the new sources there by hand and call ./sea up.");
        var changed = (await GitAsync(["status", "--porcelain", "--untracked-files=no"], cancellation)).Output.TrimEnd();
        if (changed.Length > 0)
            throw new UpgradeRefusedException($"{checkout.Root} has changes of your own, which an upgrade would get in the way of:\n{changed}\nCommit them or take them back (git restore .), then call ./sea upgrade again.");
        return await DescribeAsync(cancellation);
    }

    public async Task<VersionAt> FetchAsync(string? target, CancellationToken cancellation)
    {
        var fetched = await Git(["fetch", "--quiet", "--tags"]).RunAsync(cancellation);
        fetched.OrThrow("The newest sources could not be fetched", "Nothing was changed. Is the repository's server reachable from here?");
        if (target is null)
            await PullAsync(cancellation);
        else
            await GitAsync(["checkout", "--quiet", "--detach", await ResolveAsync(target, cancellation)], cancellation);
        return await DescribeAsync(cancellation);
    }

    public async Task ReturnAsync(VersionAt version, CancellationToken cancellation)
    {
        // Whatever stands where the upgrade put it is moved; where somebody has moved on by hand since, that is left alone.
        if (version.Branch is null)
            await GitAsync(["checkout", "--quiet", "--detach", version.Commit!], cancellation);
        else
        {
            if ((await DescribeAsync(cancellation)).Branch != version.Branch)
                await GitAsync(["checkout", "--quiet", version.Branch, "--"], cancellation);
            await GitAsync(["reset", "--quiet", "--keep", version.Commit!], cancellation);
        }
    }

    private async Task PullAsync(CancellationToken cancellation)
    {
        if ((await Git(["rev-parse", "--verify", "--quiet", "@{upstream}"]).RunAsync(cancellation)) is { Succeeded: false })
            throw new UpgradeRefusedException($"{checkout.Root} stands on no branch that follows another repository. Say where to go: ./sea upgrade --to main, or a tag.");
        var merged = await Git(["merge", "--quiet", "--ff-only", "@{upstream}"]).RunAsync(cancellation);
        merged.OrThrow("The newest sources do not follow from those that are here", "Nothing was changed. Bring your own commits together with them (git rebase), or name a version: ./sea upgrade --to REF.");
    }

    /// <summary>A branch of the repository that was cloned, a tag, or a commit: the commit's id.</summary>
    private async Task<string> ResolveAsync(string target, CancellationToken cancellation)
    {
        if (target.Length is > 0 and <= 200 && target[0] != '-' && target.All(letter => char.IsAsciiLetterOrDigit(letter) || "._/-+".Contains(letter, StringComparison.Ordinal)))
            foreach (var name in new[] { $"refs/remotes/origin/{target}", $"refs/tags/{target}", target })
                if (await Git(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]).RunAsync(cancellation) is { Succeeded: true } found)
                    return found.Output.Trim();
        throw new UpgradeRefusedException($"There is no branch, tag or commit \"{target}\" in the repository that {checkout.Root} was cloned from. Nothing was changed.");
    }

    private async Task<VersionAt> DescribeAsync(CancellationToken cancellation)
    {
        var words = (await GitAsync(["log", "-1", "--format=%H%n%h %s"], cancellation)).Output.Split('\n');
        var branch = (await Git(["symbolic-ref", "--quiet", "--short", "HEAD"]).RunAsync(cancellation)).Output.Trim();
        return new VersionAt(checkout.Root, words[1].Trim(), words[0], branch.Length > 0 ? branch : null, VersionAt.NoParts);
    }

    private async Task<CommandResult> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        (await Git(arguments).RunAsync(cancellation)).OrThrow($"Git could not do its part in {checkout.Root}", "Mend it there, then call ./sea upgrade again.");

    /// <summary>As root in a folder that may be somebody else's: its hooks are not run.</summary>
    private Command Git(IReadOnlyList<string> arguments) => new("git", ["-C", checkout.Root, .. arguments])
    {
        Environment = new Dictionary<string, string?>
        {
            ["GIT_CONFIG_COUNT"] = "2",
            ["GIT_CONFIG_KEY_0"] = "safe.directory",
            ["GIT_CONFIG_VALUE_0"] = checkout.Root,
            ["GIT_CONFIG_KEY_1"] = "core.hooksPath",
            ["GIT_CONFIG_VALUE_1"] = "/dev/null",
        },
        Deadline = networkDeadline,
    };
}

public sealed class UpgradeRefusedException(string reason, Exception? cause = null) : MachineException(reason, cause);
