using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea ps`: the instances of an app.</summary>
public static class PsCommand
{
    private static readonly Option<bool> all = new("--all") { Description = "Also those that have ended" };

    public static Verb Verb { get; } = new("ps", "", "Show the instances of an app", "sea ps --app shop", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, all, CommonOptions.Json])
            command.Add(option);
        command.Do(async (session, cancellation) =>
        {
            // The address takes ids; the app must be there in any case.
            var app = await session.Client.Apps.Get(session.App).SendAsync(cancellation);
            return await session.ShowAsync(session.Client.Containers.List(app.Id.ToString(), session.Get(all)), list => Show(list, session.Out), cancellation);
        });
    });

    public static void Show(IReadOnlyList<Container> instances, Screen screen)
    {
        var table = new TextTable("INSTANCE", "STATE", "RELEASE", "HEALTH", "UP", "RESTARTS", "CONTAINER");
        foreach (var instance in InOrder(instances))
            table.Add(
                Short(instance), Inked.Status(instance.Status ?? instance.State), instance.Release is { } release ? $"v{release}" : "–", Inked.Status(instance.Health),
                instance.StartedAt is { } started && instance.State is null or "running" ? Words.Duration(DateTimeOffset.UtcNow - started) : "",
                instance.RestartCount?.ToString() ?? "", instance.ContainerId is { Length: > 12 } id ? id[..12] : instance.ContainerId);
        if (table.IsEmpty)
            screen.Line("Nothing runs.");
        else
            table.Write(screen);
        foreach (var crashing in instances.Where(instance => instance.CrashLoop is not null))
            screen.Line($"{Short(crashing)} crashes again and again: {crashing.CrashLoop}. See why: sea logs --process {Short(crashing)}");
    }

    /// <summary>web.1, web.2, web.10; of the same name the newest first, as when one takes over from another.</summary>
    public static IEnumerable<Container> InOrder(IEnumerable<Container> instances) => instances
        .OrderBy(instance => instance.AppSlug, StringComparer.Ordinal).ThenBy(instance => instance.Process, StringComparer.Ordinal)
        .ThenBy(instance => Short(instance).Length).ThenBy(Short, StringComparer.Ordinal).ThenByDescending(instance => instance.CreatedAt);

    private static string Short(Container instance) => instance.Instance ?? instance.Name ?? instance.Id;
}
