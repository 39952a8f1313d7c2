using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea set`: changes settings of an app; what a release freezes becomes a new release of what serves.</summary>
public static class SetCommand
{
    private static readonly Argument<string[]> pairs = new("setting") { Description = "KEY=VALUE, such as memory=1GB, cpu=0.5, port=3000; an empty value removes it", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };

    public static Verb Verb { get; } = new("set", "KEY=VALUE…", "Change an app's settings", "sea set memory=1GB health=/healthz --dry-run", command =>
    {
        command.Add(pairs);
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var app = session.App;
        var given = session.Get(pairs)!.Select(Pairs.Parse).ToList();
        var settings = Setting.IsPartly(given.Select(pair => pair.Key))
            ? Setting.ToJson(given, await session.Client.Apps.Get(app).SendAsync(cancellation))
            : Setting.ToJson(given, null);
        return await session.ChangeAsync(session.Client.Apps.Change(app, settings), changed => ToldAsync(changed, session, cancellation), cancellation);
    }

    private static Task<int> ToldAsync(App app, Session session, CancellationToken cancellation)
    {
        session.Out.Line(new Inked("✓", Ink.Good), $" The settings of {app.Slug} were changed.");
        return FollowDeployment.IfAnyAsync(session, app.DeploymentId, cancellation);
    }
}
