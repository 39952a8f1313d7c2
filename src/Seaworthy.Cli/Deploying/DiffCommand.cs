using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea diff`: what differs between two releases, or between what serves and the settings.</summary>
public static class DiffCommand
{
    private static readonly Argument<string?> from = new("from") { Description = "A release; else the one that serves", HelpName = "vN", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> to = new("to") { Description = "Another; else what a new release would be made of", HelpName = "vM", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("diff", "[vN] [vM]", "Show what differs between releases, or what a new one would change", "sea diff v3 v4 --app shop", command =>
    {
        command.Add(from);
        command.Add(to);
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var app = session.App;
        var first = session.Get(from) is { } given ? ReleaseNumber.Parse(given)
            : (await session.Client.Apps.Get(app).SendAsync(cancellation)).Release ?? throw new NotFoundException("Nothing was deployed yet, so there is no release to compare with.");
        var second = session.Get(to) is { } other ? ReleaseNumber.Parse(other).ToString(CultureInfo.InvariantCulture) : ReleasesApi.Settings;
        return await session.ShowAsync(
            session.Client.Releases.Diff(app, first.ToString(CultureInfo.InvariantCulture), second), diff => Show(diff, first, second, session.Out), cancellation);
    }

    private static void Show(ReleaseDiff diff, int from, string to, Screen screen)
    {
        var other = to == ReleasesApi.Settings ? "a new release" : $"v{to}";
        if (diff.Changes is not { Count: > 0 })
        {
            screen.Line($"v{from} and {other} are alike.");
            return;
        }
        screen.Line($"From v{from} to {other}:");
        foreach (var change in diff.Changes)
        {
            if (!IsNothing(change.From))
                screen.Line(new Inked($"- {change.Path} {SafeText.Clean(DryRunView.Text(change.From), keepColours: false)}", Ink.Bad));
            if (!IsNothing(change.To))
                screen.Line(new Inked($"+ {change.Path} {SafeText.Clean(DryRunView.Text(change.To), keepColours: false)}", Ink.Good));
        }
    }

    private static bool IsNothing(System.Text.Json.JsonElement? value) => value is null or { ValueKind: System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.Undefined };
}
