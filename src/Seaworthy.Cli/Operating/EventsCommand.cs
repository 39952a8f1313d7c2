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
        var names = app is null && !session.Json ? new SlugsById(session.Client) : null;
        if (!session.Get(follow) && session.Json)
            return await session.ShowAsync(call, _ => { }, cancellation);
        var id = app is null || !session.Get(follow) ? null : (await session.Client.Apps.Get(app).SendAsync(cancellation)).Id.ToString();
        var past = (await call.SendAsync(cancellation)).Take(session.Get(count)).Reverse().ToList();
        await ShowAsync(past, names, session, cancellation);
        if (!session.Get(follow))
            return ExitCodes.Ok;
        var last = past.Count > 0 ? past[^1].Id : 0;
        try
        {
            await foreach (var happened in session.Client.Events.FollowAsync(id, cancellation))
            {
                if (happened.Id > last)
                    await ShowAsync([happened], names, session, cancellation);
                await session.Around.Output.FlushAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        return ExitCodes.Ok;
    }

    /// <param name="names">Null: all are of one app, which need not be said.</param>
    private static async Task ShowAsync(IEnumerable<AppEvent> events, SlugsById? names, Session session, CancellationToken cancellation)
    {
        foreach (var happened in events)
        {
            var app = names is null || happened.AppId is not { } id ? "" : $"{await names.OfAsync(id, cancellation)} ";
            session.Out.Line(new Inked($"{happened.At.ToLocalTime():yyyy-MM-dd HH:mm:ss} ", Ink.Faint), app, session.Out.Safe(happened.Text ?? happened.Kind ?? ""));
        }
    }
}
