using System.Text.RegularExpressions;

namespace Seaworthy.Cli.Deploying;

/// <summary>What `sea deploy` is to deploy, told apart by what it looks like.</summary>
public abstract partial record DeployTarget
{
    /// <summary>One line for the person who reads along.</summary>
    public abstract string Words { get; }

    /// <param name="Path">Absolute.</param>
    public sealed record Folder(string Path) : DeployTarget
    {
        public override string Words => $"the folder {Path}";
    }

    /// <summary>A .tar.gz or .zip file of this machine.</summary>
    public sealed record ArchiveFile(string Path) : DeployTarget
    {
        public override string Words => $"the archive {Path}";
    }

    public sealed record ArchiveUrl(string Url) : DeployTarget
    {
        public override string Words => $"the archive {Url}";
    }

    public sealed record Git(string Url) : DeployTarget
    {
        public override string Words => $"the Git repository {Url}";
    }

    public sealed record Image(string Reference) : DeployTarget
    {
        public override string Words => $"the image {Reference}";
    }

    /// <summary>A build that the app has already.</summary>
    public sealed record Build(Guid Id) : DeployTarget
    {
        public override string Words => $"the build {Id}";
    }

    private static readonly string[] archives = [".tar.gz", ".tgz", ".zip"];
    private static readonly string[] gitHosts = ["github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"];

    /// <param name="text">As it was typed.</param>
    /// <param name="here">The folder that paths count from.</param>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static DeployTarget Parse(string text, string here)
    {
        var path = Path.GetFullPath(text, here);
        if (Directory.Exists(path))
            return new Folder(path);
        if (File.Exists(path))
            return IsArchive(text) ? new ArchiveFile(path) : throw new UsageException($"{text} is a file, but no .tar.gz, .tgz or .zip. Deploy its folder, or pack it.");
        if (text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
            return IsArchive(text.Split('?', '#')[0]) ? new ArchiveUrl(text) : new Git(text);
        if (text.Contains("://", StringComparison.Ordinal) || ScpLike().IsMatch(text) || (text.EndsWith(".git", StringComparison.Ordinal) && text.Contains('/', StringComparison.Ordinal)))
            return new Git(text);
        if (Array.Find(gitHosts, host => text.StartsWith(host, StringComparison.Ordinal)) is not null)
            return new Git($"https://{text}");
        if (text is ['/' or '.' or '~', ..])
            throw new UsageException($"There is no folder {text}.");
        if (Guid.TryParse(text, out var build))
            return new Build(build);
        if (ImageReference().IsMatch(text))
            return new Image(text);
        throw new UsageException($"\"{text}\" is no folder here, no archive, no Git URL and no image. Write a path, https://host/owner/repo, https://host/file.tar.gz or an image such as nginx:1.27.");
    }

    private static bool IsArchive(string name) => Array.Exists(archives, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>git@host:owner/repo.</summary>
    [GeneratedRegex(@"^[\w.-]+@[\w.-]+:(?!//).+$")]
    private static partial Regex ScpLike();

    /// <summary>[registry[:port]/]name[:tag][@digest].</summary>
    [GeneratedRegex(@"^(?:[a-zA-Z0-9.-]+(?::\d+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$|^sha256:[a-f0-9]{64}$")]
    private static partial Regex ImageReference();
}
