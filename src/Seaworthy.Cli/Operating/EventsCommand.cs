using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea events`: what happened to an app, step by step with its cause; oldest first, as one reads.</summary>
public static class EventsCommand
{
    private static readonly Option<int> count = Counts.Option("How many", 50, "--limit", "-n");
    private static readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on with new ones as they come" };
    private static readonly Option<bool> all = new("--all") { Description = "Of all apps" };

    public static Verb Verb { get; } = new("events", "", "Show what happened to an app, step by step", "sea events --app shop --follow", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, all, count, follow, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var app = session.Get(all) ? null : session.App;
        var call = session.Client.Events.List(app, session.Get(count));
        if (!session.Get(follow))
            return await session.ShowAsync(call, list => Show(list.Take(session.Get(count)).Reverse(), session), cancellation);
        var id = app is null ? null : (await session.Client.Apps.Get(app).SendAsync(cancellation)).Id.ToString();
        var past = (await call.SendAsync(cancellation)).Take(session.Get(count)).Reverse().ToList();
        Show(past, session);
        var last = past.Count > 0 ? past[^1].Id : 0;
        try
        {
            await foreach (var happened in session.Client.Events.FollowAsync(id, cancellation))
            {
                if (happened.Id > last)
                    Show([happened], session);
                await session.Around.Output.FlushAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        return ExitCodes.Ok;
    }

    private static void Show(IEnumerable<AppEvent> events, Session session)
    {
        foreach (var happened in events)
            session.Out.Line(new Inked($"{happened.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} ", Ink.Faint), session.Out.Safe(happened.Text ?? happened.Kind ?? ""));
    }
}
