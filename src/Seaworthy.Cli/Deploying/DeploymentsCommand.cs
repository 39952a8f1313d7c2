using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea deployments`: each attempt to bring a change live, the newest first.</summary>
public static class DeploymentsCommand
{
    private static readonly Option<int> count = Counts.Option("How many", 20, "--limit", "-n");

    public static Verb Verb { get; } = new("deployments", "", "List the deployments of an app", "sea deployments --app shop -n 5", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, count, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Deployments.List(session.App, session.Get(count)), list => Show(list.Take(session.Get(count)), session.Out), cancellation));
    });

    private static void Show(IEnumerable<Deployment> deployments, Screen screen)
    {
        var table = new TextTable("NO", "STATUS", "RELEASE", "BY", "TRIGGER", "WHEN", "WHAT");
        foreach (var deployment in deployments)
            table.Add(
                $"{deployment.Number}", Inked.Status(deployment.Status), deployment.Release is { } release ? $"v{release}" : "–", deployment.Actor, deployment.Trigger,
                Sizes.Ago(deployment.CreatedAt), deployment.HasFailed ? deployment.Reason : deployment.Source);
        if (table.IsEmpty)
            screen.Line("Nothing was deployed yet. Deploy this folder: sea deploy .");
        else
            table.Write(screen);
    }
}
