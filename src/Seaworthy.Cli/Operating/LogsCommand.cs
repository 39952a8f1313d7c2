using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea logs`: what an app's instances write; with the name of a service, what that has to say on this machine.</summary>
public static class LogsCommand
{
    private static readonly Argument<string?> service = new("service") { Description = $"A service of this machine: {string.Join(", ", Host.ShowServiceLog.Logs)}", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on with new lines as they come" };
    private static readonly Option<int> lines = Counts.Option("How many lines to begin with", 100, "--tail", "-n", "--lines");
    private static readonly Option<string?> process = new("--process") { Description = "Only this process or instance: worker, web.2", HelpName = "NAME" };
    private static readonly Option<bool> timestamps = new("--timestamps", "-t") { Description = "Begin each line with its time" };

    public static Verb Verb { get; } = new("logs", "[SERVICE]", "Show the log of an app, or of a service of this machine", "sea logs --app shop --follow --process worker\nsea logs server -n 500", command =>
    {
        command.Add(service);
        foreach (var option in (Option[])[CommonOptions.App, follow, lines, process, timestamps, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    /// <summary>Lines of one process are picked out of those of all.</summary>
    private const int ReadForOneProcess = 5000;

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var count = session.Get(lines);
        if (session.Get(service) is { } named)
        {
            foreach (var option in (Option[])[CommonOptions.App, process, timestamps, CommonOptions.Json])
            {
                if (session.Has(option))
                    throw new UsageException($"{option.Name} is for the log of an app, and {named} is a service of this machine.");
            }
            return Host.ShowServiceLog.Logs.Contains(named)
                ? await Host.ShowServiceLog.RunAsync(named, count, session.Get(follow), cancellation)
                : throw new UsageException($"\"{named}\" is no service of this machine: there are {string.Join(", ", Host.ShowServiceLog.Logs)}. The log of an app: sea logs --app {named}");
        }
        var app = session.App;
        if (session.Get(process) is { } wanted)
            await DemandAsync(session, app, wanted, cancellation);
        if (session.Get(follow))
            return await FollowAsync(session, app, count, cancellation);
        if (session.Json)
            return await session.ShowAsync(session.Client.Logs.Tail(app, count), _ => { }, cancellation);
        var page = await session.Client.Logs.Tail(app, session.Get(process) is null ? count : ReadForOneProcess, session.Get(timestamps)).SendAsync(cancellation);
        if (Show(page, session, count) == 0)
            session.Error.Line(await WhyNothingAsync(session, app, cancellation));
        return ExitCodes.Ok;
    }

    /// <returns>How many lines there were to show.</returns>
    private static int Show(AppLogPage page, Session session, int count)
    {
        var wanted = page.Logs.Select(Split).Where(line => IsWanted(session, line.Instance)).TakeLast(count).ToList();
        foreach (var (instance, text) in wanted)
        {
            var (time, rest) = session.Get(timestamps) ? Split(text) : ("", text);
            session.Out.Line(new Inked($"{Time(time)}{instance} ", Ink.Faint), session.Out.Safe(rest));
        }
        return wanted.Count;
    }

    private static (string Instance, string Text) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (line[..space], line[(space + 1)..]) : (line, "");
    }

    /// <summary>The local time of day, as with --follow.</summary>
    private static string Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) ? $"{at.ToLocalTime():HH:mm:ss.fff} " : "";

    /// <exception cref="NotFoundException">The app has no such process, or no such instance.</exception>
    private static async Task DemandAsync(Session session, string app, string wanted, CancellationToken cancellation)
    {
        var known = (await session.Client.Processes.List(app).SendAsync(cancellation)).Select(found => found.Name).ToList();
        if (known.Contains(wanted))
            return;
        // The address takes ids.
        var id = (await session.Client.Apps.Get(app).SendAsync(cancellation)).Id.ToString();
        var instances = await session.Client.Containers.List(id, all: true).SendAsync(cancellation);
        if (instances.Any(instance => instance.Instance == wanted || instance.Process == wanted))
            return;
        throw new NotFoundException(known.Count == 0 ? $"There is no process {wanted}: nothing was deployed yet."
            : known.Contains(wanted.Split('.')[0]) ? $"There is no instance {wanted}. sea ps lists them."
            : $"There is no process {wanted}. There {(known.Count == 1 ? "is" : "are")}: {string.Join(", ", known)}.");
    }

    private static async Task<string> WhyNothingAsync(Session session, string app, CancellationToken cancellation) =>
        (await session.Client.Apps.Get(app).SendAsync(cancellation)).Release is null
            ? "Nothing was deployed yet, so there is no log. What a deployment did: sea deployment --logs"
            : session.Get(process) is { } one ? $"{one} has written nothing." : "It has written nothing yet.";

    private static async Task<int> FollowAsync(Session session, string app, int count, CancellationToken cancellation)
    {
        if ((await session.Client.Apps.Get(app).SendAsync(cancellation)).Release is null)
            session.Error.Line(new Inked("Nothing was deployed yet: lines come with the first release. Ctrl-C ends this.", Ink.Faint));
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
