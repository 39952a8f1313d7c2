using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea start`: an app that was stopped runs again, with the release that it had.</summary>
public static class StartCommand
{
    public static Verb Verb { get; } = new("start", "", "Start an app that was stopped", "sea start --app shop", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) => session.ChangeAsync(
            session.Client.Deployments.Start(session.App), deployment => FollowDeployment.ToLiveAsync(session, deployment, cancellation), cancellation));
    });
}
