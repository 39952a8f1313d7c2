using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea deployment`: one of them, with its log or live.</summary>
public static class DeploymentCommand
{
    private static readonly Argument<string?> which = new("deployment") { Description = "Its number or id; else the newest", HelpName = "N|ID", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> logs = new("--logs") { Description = "Show its whole log too" };
    private static readonly Option<bool> follow = new("--follow", "-f") { Description = "Go on until it is live or has failed" };

    public static Verb Verb { get; } = new("deployment", "[N|ID]", "Show one deployment, with --logs or --follow", "sea deployment 12 --logs --app shop", command =>
    {
        command.Add(which);
        foreach (var option in (Option[])[CommonOptions.App, logs, follow, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var found = await FindDeployment.ByAsync(session, session.Get(which), cancellation);
        if (session.Get(follow))
        {
            using var following = new FollowDeployment(session, found);
            return await following.RunAsync(cancellation);
        }
        await session.ShowAsync(session.Client.Deployments.Get(found.Id), deployment => Show(deployment, session.Out), cancellation);
        if (session.Get(logs) && !session.Json)
            await ShowLogAsync(session, found.Id, cancellation);
        return ExitCodes.Ok;
    }

    private static void Show(Deployment deployment, Screen screen)
    {
        var fields = new Fields()
            .Add("Deployment", $"{deployment.Number}")
            .Add("Status", Inked.Status(deployment.Status))
            .Add("Reason", deployment.Reason)
            .Add("Release", deployment.Release is { } release ? $"v{release}" : null)
            .Add("Source", deployment.Source)
            .Add("Revision", deployment.Revision)
            .Add("By", $"{deployment.Actor} ({deployment.Trigger})")
            .Add("Begun", $"{deployment.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss}, {Sizes.Ago(deployment.CreatedAt)}")
            .Add("Address", deployment.Url)
            .Add("Id", deployment.Id.ToString());
        foreach (var phase in deployment.Phases ?? [])
            fields.Add($"  {phase.Phase}", phase.Seconds is { } seconds ? Words.Duration(TimeSpan.FromSeconds(seconds)) : new Inked("under way", Ink.Busy));
        fields.Write(screen);
        if (deployment.HasFailed && deployment.LogTail is { Length: > 0 } tail)
        {
            screen.Line();
            foreach (var line in tail.TrimEnd().Split('\n'))
                screen.Line($"  {screen.Safe(line)}");
        }
    }

    private static async Task ShowLogAsync(Session session, Guid id, CancellationToken cancellation)
    {
        session.Out.Line();
        foreach (var line in (await session.Client.Deployments.Log(id).SendAsync(cancellation)).Logs)
            session.Out.Line(new Inked($"{line.At.ToLocalTime():HH:mm:ss} ", Ink.Faint), session.Out.Safe(line.Line));
    }
}
