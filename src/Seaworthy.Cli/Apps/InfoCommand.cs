using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea info`: how one app is.</summary>
public static class InfoCommand
{
    private static readonly Argument<string?> argument = new("app") { Description = "The app; else as with --app", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("info", "[APP]", "Show an app: status, address, release, image", "sea info shop", command =>
    {
        command.Add(argument);
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) =>
            session.ShowAsync(session.Client.Apps.Get(session.Get(argument) ?? session.App), app => Show(app, session.Out), cancellation));
    });

    private static void Show(App app, Screen screen) => new Fields()
        .Add("App", new Inked(app.Slug, Ink.Strong))
        .Add("Name", app.Name == app.Slug ? null : app.Name)
        .Add("Description", app.Description)
        .Add("Project", app.Project)
        .Add("Status", AppStatus.Of(app))
        .Add("Trouble", app.Trouble is { } trouble ? new Inked(trouble, Ink.Bad) : null)
        .Add("Address", app.Url)
        .Add("Release", app.Release is { } release ? $"v{release}" : null)
        .Add("Instances of web", $"{app.Replicas} of {app.TargetReplicas}")
        .Add("Image", ImageName.Short(app.CurrentImageId))
        .Add("Labels", app.Labels is { Count: > 0 } labels ? string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}")) : null)
        .Add("Made", $"{app.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm}, {Sizes.Ago(app.CreatedAt)}")
        .Add("Id", app.Id.ToString())
        .Write(screen);
}
