using System.CommandLine;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea retry`: the same once more, as a new deployment.</summary>
public static class RetryCommand
{
    private static readonly Argument<string?> which = new("deployment") { Description = "Its number or id; else the newest", HelpName = "N|ID", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("retry", "[N|ID]", "Deploy once more what a failed deployment was to deploy", "sea retry 12 --app shop", command =>
    {
        command.Add(which);
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        command.Do(async (session, cancellation) =>
        {
            var found = await FindDeployment.ByAsync(session, session.Get(which), cancellation);
            return await session.ChangeAsync(session.Client.Deployments.Retry(found.Id), deployment => FollowDeployment.ToLiveAsync(session, deployment, cancellation), cancellation);
        });
    });
}
