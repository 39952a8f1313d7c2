using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea logs`: what an app's instances write; with the name of a service, what that has to say on this machine.</summary>
public static class LogsCommand
{
    private static readonly Argument<string?> service = new("service") { Description = $"A service of this machine: {string.Join(", ", Host.LogsCommand.Logs)}", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on with new lines as they come" };
    private static readonly Option<int> lines = new("--tail", "-n", "--lines") { Description = "How many lines to begin with", DefaultValueFactory = _ => 100, HelpName = "N" };
    private static readonly Option<string?> process = new("--process") { Description = "Only this process or instance: worker, web.2", HelpName = "NAME" };
    private static readonly Option<bool> timestamps = new("--timestamps", "-t") { Description = "Begin each line with its time (with --follow)" };

    public static Verb Verb { get; } = new("logs", "[SERVICE]", "Show the log of an app, or of a service of this machine", "sea logs --app shop --follow --process worker\nsea logs server -n 500", command =>
    {
        command.Add(service);
        foreach (var option in (Option[])[CommonOptions.App, follow, lines, process, timestamps, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var count = session.Get(lines);
        if (session.Get(service) is { } named)
            return Host.LogsCommand.Logs.Contains(named)
                ? await Host.LogsCommand.RunAsync(named, count, session.Get(follow), cancellation)
                : throw new UsageException($"\"{named}\" is no service of this machine: there are {string.Join(", ", Host.LogsCommand.Logs)}. The log of an app: sea logs --app APP.");
        var app = session.App;
        if (session.Get(follow))
            return await FollowAsync(session, app, count, cancellation);
        return await session.ShowAsync(session.Client.Logs.Tail(app, count), page => Show(page, session), cancellation);
    }

    private static void Show(AppLogPage page, Session session)
    {
        foreach (var line in page.Logs)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (instance, text) = space > 0 ? (line[..space], line[(space + 1)..]) : ("", line);
            if (IsWanted(session, instance))
                session.Out.Line(new Inked($"{instance} ", Ink.Faint), session.Out.Safe(text));
        }
    }

    private static async Task<int> FollowAsync(Session session, string app, int count, CancellationToken cancellation)
    {
        try
        {
            await foreach (var line in session.Client.Logs.FollowAsync(app, count, cancellation))
            {
                if (!IsWanted(session, line.Instance ?? ""))
                    continue;
                if (session.Json)
                    session.Out.Line(System.Text.Json.JsonSerializer.Serialize(line, Client.ApiJson.Default.AppLogLine));
                else
                    session.Out.Line(new Inked(session.Get(timestamps) ? $"{line.Timestamp?.ToLocalTime():HH:mm:ss.fff} {line.Instance} " : $"{line.Instance} ", Ink.Faint), session.Out.Safe(line.Content));
                await session.Around.Output.FlushAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves a log.
            return ExitCodes.Interrupted;
        }
        return ExitCodes.Ok;
    }

    private static bool IsWanted(Session session, string instance) =>
        session.Get(process) is not { } wanted || instance == wanted || instance.StartsWith($"{wanted}.", StringComparison.Ordinal);
}
