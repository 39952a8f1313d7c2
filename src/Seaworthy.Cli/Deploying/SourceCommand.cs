using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea source`: where an app's code comes from when `sea deploy` names nothing else.</summary>
public static class SourceCommand
{
    private static readonly Argument<string> url = new("url") { Description = "A Git URL, the URL of a .tar.gz or .zip, or an image", HelpName = "URL|IMAGE" };
    private static readonly Option<string?> branch = new("--branch", "-b") { Description = "The branch, tag or commit" };
    private static readonly Option<string?> basePath = new("--base-path") { Description = "The folder that is built", HelpName = "PATH" };
    private static readonly Option<bool> submodules = new("--submodules") { Description = "Fetch Git submodules too" };
    private static readonly Option<bool> lfs = new("--lfs") { Description = "Fetch files of Git LFS too" };
    private static readonly Option<string?> username = new("--username") { Description = "The user that may read it" };
    private static readonly Option<bool> passwordStdin = new("--password-stdin") { Description = "Read that user's password or token from standard input" };

    public static Verb Verb { get; } = new("source", "[command]", "Show or set where an app's code comes from", "sea source set https://github.com/owner/shop --branch main", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do(ShowAsync);
        command.Add(Set());
        command.Add(Unset());
    });

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        try
        {
            return await session.ShowAsync(session.Client.Sources.Get(session.App), source => Show(source, session.Out), cancellation);
        }
        catch (ApiException none) when (none.Status == System.Net.HttpStatusCode.NotFound && none.Detail.Contains("source", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotFoundException("The app has no source of its own. Set one: sea source set URL");
        }
    }

    private static Command Set()
    {
        var command = new Command("set", "Set where its code comes from; sea deploy without a name then deploys it")
        {
            url, branch, basePath, submodules, lfs, username, passwordStdin, CommonOptions.App, CommonOptions.Json,
        }.WithExample("sea source set git@github.com:owner/shop.git --branch main");
        command.Do((session, cancellation) =>
        {
            var (kind, address) = DeployTarget.Parse(session.Get(url)!, "/nonexistent") switch
            {
                DeployTarget.Git(var git) => ("git", git),
                DeployTarget.ArchiveUrl(var archive) => ("archive", archive),
                DeployTarget.Image(var image) => ("image", image),
                _ => throw new UsageException("A source is a Git URL, the URL of an archive, or an image: the server must be able to fetch it."),
            };
            var password = session.Get(passwordStdin) ? Secrets.FromInput(session.Around) : null;
            var source = new Source(kind, address, session.Get(branch), session.Get(basePath), session.Get(submodules) ? true : null, session.Get(lfs) ? true : null, session.Get(username), password);
            return session.ShowAsync(session.Client.Sources.Set(session.App, source), saved =>
            {
                session.Out.Line(new Inked("✓", Ink.Good), $" Its code comes from {saved.Url}. Deploy it: sea deploy");
            }, cancellation);
        });
        return command;
    }

    private static Command Unset()
    {
        var command = new Command("unset", "Forget where its code comes from") { CommonOptions.App, CommonOptions.Json }.WithExample("sea source unset --app shop");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Sources.Remove(session.App), _ => session.Out.Line(new Inked("✓", Ink.Good), " The app has no source of its own any more."), cancellation));
        return command;
    }

    private static void Show(Source source, Screen screen) => new Fields()
        .Add("Kind", source.Kind)
        .Add("From", source.Url)
        .Add("Branch", source.Ref)
        .Add("Folder", source.BasePath)
        .Add("Submodules", source.Submodules is true ? "yes" : null)
        .Add("LFS", source.Lfs is true ? "yes" : null)
        .Add("User", source.Username)
        .Write(screen);
}
