using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea link`: this folder belongs to an app, so that --app need not be said here.</summary>
public static class LinkCommand
{
    private static readonly Argument<string?> argument = new("app") { Description = "The app; without it the link is shown", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> remove = new("--remove") { Description = "Remove the link of this folder" };

    public static Verb Verb { get; } = new("link", "[APP]", "Link this folder to an app, so that --app is not needed here", "sea link shop", command =>
    {
        command.Add(argument);
        command.Add(remove);
        command.Do(RunAsync);
    });

    public static void Write(Session session, string slug)
    {
        AppLink.Write(session.Around, slug);
        session.Out.Line(new Inked("✓", Ink.Good), $" This folder is linked to {slug} ({AppLink.FileName}).");
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var file = Path.Combine(session.Around.Folder, AppLink.FileName);
        if (session.Get(remove))
        {
            File.Delete(file);
            session.Out.Line("This folder is linked to no app.");
            return ExitCodes.Ok;
        }
        if (session.Get(argument) is { } app)
        {
            Write(session, (await session.Client.Apps.Get(app).SendAsync(cancellation)).Slug);
            return ExitCodes.Ok;
        }
        if (AppLink.Find(session.Around) is not { } linked)
            throw new UsageException("This folder is linked to no app. Link it: sea link APP.");
        session.Out.Line(linked);
        return ExitCodes.Ok;
    }
}
