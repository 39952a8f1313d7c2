using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea restart`: new instances of an app; without an app the server of this machine.</summary>
public static class RestartCommand
{
    public static Verb Verb { get; } = new("restart", "", "Restart an app (--app), or this machine's server", "sea restart --app shop", command =>
    {
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        // Only an app that is named here: a folder that is linked to one must not change what the word means.
        command.Do((session, cancellation) => session.Get(CommonOptions.App) is { } app
            ? session.ChangeAsync(session.Client.Deployments.Restart(app), deployment => FollowDeployment.ToLiveAsync(session, deployment, cancellation), cancellation)
            : Host.RestartServer.RunAsync(cancellation));
    });
}
