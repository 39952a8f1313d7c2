using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea releases`: what can be rolled back to; with a number, everything that one release froze.</summary>
public static class ReleasesCommand
{
    private static readonly Argument<string?> number = new("release") { Description = "One release: everything that it froze, as JSON", HelpName = "vN", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> count = Counts.Option("How many", 20, "--limit", "-n");

    public static Verb Verb { get; } = new("releases", "[vN]", "List the releases of an app, or show one", "sea releases --app shop", command =>
    {
        command.Add(number);
        foreach (var option in (Option[])[CommonOptions.App, count, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        if (session.Get(number) is not { } one)
            return await session.ShowAsync(session.Client.Releases.List(session.App, session.Get(count)), list => Show(list.Take(session.Get(count)), session.Out), cancellation);
        session.Out.Json(await session.Client.Releases.Get(session.App, ReleaseNumber.Parse(one)).SendForJsonAsync(cancellation));
        return ExitCodes.Ok;
    }

    private static void Show(IEnumerable<Release> releases, Screen screen)
    {
        var table = new TextTable("RELEASE", "STATE", "MADE", "WHAT");
        foreach (var release in releases)
            table.Add(
                $"v{release.Number}", release.Serving ? new Inked("serving", Ink.Good) : new Inked(release.CanRollBack ? "kept" : "gone", Ink.Faint), Sizes.Ago(release.CreatedAt), release.Description);
        if (table.IsEmpty)
            screen.Line("There are no releases yet. Deploy this folder: sea deploy .");
        else
            table.Write(screen);
    }
}
