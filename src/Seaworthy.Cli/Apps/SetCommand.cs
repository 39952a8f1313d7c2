using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
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
        // What can be known to be wrong is told before anything is asked.
        Setting.Check(given);
        var before = await session.Client.Apps.Get(app).SendAsync(cancellation);
        try
        {
            return await session.ChangeAsync(session.Client.Apps.Change(app, Setting.ToJson(given)), changed => ToldAsync(changed, before, given, session, cancellation), cancellation);
        }
        catch (ApiException refused) when (refused.Errors.Count > 0)
        {
            throw refused.With(refused.Errors.ToDictionary(fault => Setting.NameOf(fault.Key), fault => fault.Value));
        }
    }

    private static Task<int> ToldAsync(App app, App before, IReadOnlyList<(string Key, string Value)> given, Session session, CancellationToken cancellation)
    {
        var same = given.All(pair => Setting.ValueOf(pair.Key, app) == Setting.ValueOf(pair.Key, before));
        session.Out.Line(new Inked("✓", Ink.Good), same ? $" The settings of {app.Slug} were so already." : $" The settings of {app.Slug} were changed.");
        var undo = $"sea set {string.Join(' ', given.Select(pair => ShellWord.Of($"{pair.Key}={Setting.ValueOf(pair.Key, before)}")))}";
        return FollowDeployment.OfChangeAsync(session, app.Id.ToString(), app.DeploymentId, undo, cancellation);
    }
}
