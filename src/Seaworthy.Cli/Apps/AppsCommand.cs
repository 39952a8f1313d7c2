using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea apps`: all of them, and how they are.</summary>
public static class AppsCommand
{
    private static readonly Option<string?> project = new("--project", "-p") { Description = "Only those of this project", HelpName = "NAME" };
    private static readonly Option<string?> label = new("--label", "-l") { Description = "Only those with this label", HelpName = "KEY=VALUE" };

    public static Verb Verb { get; } = new("apps", "", "List apps and how they are", "sea apps --label team=shop", command =>
    {
        command.Add(project);
        command.Add(label);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) =>
            session.ShowAsync(session.Client.Apps.List(session.Get(project), session.Get(label)), apps => Show(apps, session), cancellation));
    });

    private static void Show(IReadOnlyList<App> apps, Session session)
    {
        var table = new TextTable("APP", "STATUS", "RELEASE", "WEB", "ADDRESS");
        foreach (var app in apps)
            table.Add(app.Slug, AppStatus.Of(app), app.Release is { } release ? $"v{release}" : "–", $"{app.Replicas}/{app.TargetReplicas}", app.Url);
        if (table.IsEmpty)
            session.Out.Line((session.Get(project) ?? session.Get(label)) is null ? "There are no apps yet. Make one: sea create NAME" : "There are no such apps. sea apps lists all of them.");
        else
            table.Write(session.Out);
    }
}
