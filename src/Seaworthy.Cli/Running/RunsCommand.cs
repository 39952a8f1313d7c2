using System.CommandLine;
using System.Text.Json;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Running;

/// <summary>`sea runs`: what `sea run` has started, above all with --detach.</summary>
public static class RunsCommand
{
    private static readonly Argument<Guid> id = new Argument<Guid>("run") { Description = "The run's id", HelpName = "ID" }.ListedBy("sea runs");
    private static readonly Option<int> count = Counts.Option("How many", 20, "--limit", "-n");
    private static readonly Option<int> lines = Counts.Option("How many lines", 100, "--tail", "-n");

    public static Verb Verb { get; } = new("runs", "[command]", "List one-off commands; show the log of one, or stop it", "sea runs logs 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, count, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Runs.List(session.App, session.Get(count)), list => Show(list, session.Out), cancellation));
        command.Add(Logs());
        command.Add(Stop());
    });

    private static Command Logs()
    {
        var command = new Command("logs", "Show what it has written") { id, lines, CommonOptions.Json }.WithExample("sea runs logs 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10");
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Runs.Log(session.Get(id), session.Get(lines)), page =>
        {
            foreach (var line in page.Logs)
                session.Out.Line(session.Out.Safe(line));
        }, cancellation));
        return command;
    }

    private static Command Stop()
    {
        var command = new Command("stop", "Stop it") { id, CommonOptions.Json }.WithExample("sea runs stop 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10");
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Runs.Stop(session.Get(id)), _ => session.Out.Line(new Inked("✓", Ink.Good), " It is being stopped."), cancellation));
        return command;
    }

    private static void Show(IReadOnlyList<Run> runs, Screen screen)
    {
        var table = new TextTable("RUN", "STATUS", "EXIT", "WHEN", "BY", "COMMAND");
        foreach (var run in runs)
            table.Add(
                run.Id.ToString(), run is { Status: "exited", ExitCode: not 0 } ? new Inked("exited", Ink.Bad) : Inked.Status(run.Status), run.ExitCode?.ToString() ?? "", Sizes.Ago(run.StartedAt ?? run.CreatedAt), run.Actor,
                Command(run.Command));
        if (table.IsEmpty)
            screen.Line("Nothing was run yet. Run something: sea run -- COMMAND");
        else
            table.Write(screen);
    }

    private static string Command(JsonElement? command) => command switch
    {
        { ValueKind: JsonValueKind.Array } list => string.Join(' ', list.EnumerateArray().Select(word => word.ToString())),
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => "",
    };
}
