using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea rollback`: an earlier release is live again, exactly as it was.</summary>
public static class RollbackCommand
{
    private static readonly Argument<string?> release = new("release") { Description = "The release; else the one before the one that serves", HelpName = "vN", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> currentEnv = new("--current-env") { Description = "Its image with the variables of now, as a new release" };

    public static Verb Verb { get; } = new("rollback", "[vN]", "Make an earlier release live again, in seconds", "sea rollback v3 --app shop", command =>
    {
        command.Add(release);
        foreach (var option in (Option[])[CommonOptions.App, currentEnv, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) => session.ChangeAsync(
            session.Client.Deployments.Rollback(session.App, new RollbackRequest(session.Get(release) is { } number ? ReleaseNumber.Parse(number) : null, session.Get(currentEnv) ? true : null)),
            deployment => FollowDeployment.ToLiveAsync(session, deployment, cancellation), cancellation));
    });
}
