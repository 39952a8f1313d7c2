using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea containers`: managed containers of all apps; start, stop and restart a single one, and read its log.</summary>
public static class ContainersCommand
{
    private static readonly Argument<string> container = new("container") { Description = "Its name, instance id or container id" };
    private static readonly Option<bool> all = new("--all") { Description = "Also those that do not run" };
    private static readonly Option<int> lines = Counts.Option("How many lines", 100, "--tail", "-n");

    public static Verb Verb { get; } = new("containers", "[command]", "List containers; start, stop or restart a single one", "sea containers --all", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, all, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Containers.List(session.Get(CommonOptions.App), session.Get(all)), list => Show(list, session.Out), cancellation));
        command.Add(Of("start", "Start it again"));
        command.Add(Of("stop", "Stop it until it is started, or the next deployment"));
        command.Add(Of("restart", "Restart it"));
        command.Add(Logs());
    });

    private static Command Of(string action, string summary)
    {
        var command = new Command(action, summary) { container, CommonOptions.Json }.WithExample($"sea containers {action} 3f2a1b4c5d6e");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Containers.Do(session.Get(container)!, action), outcome => session.Out.Line(new Inked("✓", Ink.Good), $" {outcome.Message ?? $"{action}: done."}"), cancellation));
        return command;
    }

    private static Command Logs()
    {
        var command = new Command("logs", "Show what it has written") { container, lines }.WithExample("sea containers logs 3f2a1b4c5d6e -n 50");
        command.Do(async (session, cancellation) =>
        {
            var text = await session.Client.Containers.LogAsync(session.Get(container)!, session.Get(lines), cancellation);
            if (text.Length == 0)
                session.Error.Line("It has written nothing.");
            foreach (var line in text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n'))
                session.Out.Line(session.Out.Safe(line));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Show(IReadOnlyList<Container> containers, Screen screen)
    {
        var table = new TextTable("CONTAINER", "APP", "INSTANCE", "STATE", "RELEASE", "NAME");
        foreach (var found in PsCommand.InOrder(containers))
            table.Add(
                found.ContainerId is { Length: > 12 } id ? id[..12] : found.ContainerId, found.AppSlug, found.Instance ?? found.Process, Inked.Status(found.Status ?? found.State),
                found.Release is { } release ? $"v{release}" : "–", found.Name);
        if (table.IsEmpty)
            screen.Line("Nothing runs.");
        else
            table.Write(screen);
    }
}
