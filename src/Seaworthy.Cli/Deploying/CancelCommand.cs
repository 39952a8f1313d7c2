using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea cancel`: a deployment that is under way; what serves goes on serving.</summary>
public static class CancelCommand
{
    private static readonly Argument<string?> which = new("deployment") { Description = "Its number or id; else the newest", HelpName = "N|ID", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("cancel", "[N|ID]", "Cancel a deployment that is under way", "sea cancel 12 --app shop", command =>
    {
        command.Add(which);
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do(async (session, cancellation) =>
        {
            var found = await FindDeployment.ByAsync(session, session.Get(which), cancellation);
            // One that has failed has changed nothing: there is nothing to cancel, and nothing to roll back either.
            if (found.HasFailed)
                throw new CannotCancelException($"Deployment {found.Number} has ended already: it {(found.Status == "failed" ? "failed" : $"was {found.Status}")}, and nothing of it is live. To try it again: sea retry {found.Number}");
            if (found.Status == "succeeded")
                throw new CannotCancelException($"Deployment {found.Number} has ended already: {(found.Release is { } release ? $"v{release}" : "it")} went live. To go back to the release before: sea rollback");
            return await session.ShowAsync(
                session.Client.Deployments.Cancel(found.Id), deployment => session.Out.Line(new Inked("✓", Ink.Good), $" Deployment {deployment.Number} is being cancelled."), cancellation);
        });
    });
}
