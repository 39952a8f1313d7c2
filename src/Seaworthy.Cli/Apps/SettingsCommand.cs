using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea settings`: everything about an app that can be set, by the names that `sea set` takes.</summary>
public static class SettingsCommand
{
    public static Verb Verb { get; } = new("settings", "", "Show an app's settings by the names that sea set takes", "sea settings --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Apps.Get(session.App), app => Show(app, session.Out), cancellation));
    });

    private static void Show(App app, Screen screen)
    {
        var fields = new Fields()
            .Add("name", app.Name)
            .Add("slug", app.Slug)
            .Add("description", app.Description)
            .Add("project", app.Project)
            .Add("port", app.ExposedPort?.ToString() ?? "as the image says, else 8080")
            .Add("health", app.HealthPath ?? "accepting connections is enough")
            .Add("memory", Sizes.Memory(app.MemoryLimit))
            .Add("cpu", Sizes.Cores(app.CpuQuota))
            .Add("strategy", app.Strategy)
            .Add("hardened", YesOrNo(app.Hardened))
            .Add("return-when-crashing", YesOrNo(app.ReturnWhenCrashing))
            .Add("drain", app.DrainSeconds is { } drain ? $"{drain} s" : null)
            .Add("grace", app.StopGraceSeconds is { } grace ? $"{grace} s" : null)
            .Add("deadline", app.StartDeadlineSeconds is { } deadline ? $"{deadline} s" : null)
            .Add("dockerfile", app.DockerfilePath)
            .Add("target", app.BuildTarget)
            .Add("pre-deploy", app.PreDeployCommand)
            .Add("post-deploy", app.PostDeployCommand);
        foreach (var (key, value) in app.BuildArgs ?? [])
            fields.Add($"build-arg.{key}", value);
        foreach (var (key, value) in app.Labels ?? [])
            fields.Add($"label.{key}", value);
        fields.Write(screen);
    }

    private static string? YesOrNo(bool? value) => value is { } known ? (known ? "yes" : "no") : null;
}
