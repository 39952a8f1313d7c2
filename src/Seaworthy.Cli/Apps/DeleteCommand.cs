using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea delete`: an app and all its releases; whoever calls it must write the slug once more.</summary>
public static class DeleteCommand
{
    private static readonly Argument<string?> app = new("app") { Description = "The app; else as with --app", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("delete", "[APP]", "Delete an app; asks for its slug first", "sea delete shop", command =>
    {
        command.Add(app);
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Yes);
        command.Add(CommonOptions.Json);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var found = await session.Client.Apps.Get(session.Get(app) ?? session.App).SendAsync(cancellation);
        if (!session.Get(CommonOptions.Yes))
        {
            session.Error.Line($"This deletes {found.Slug} with all its releases and variables; {found.Url} will stop answering. Its volumes are kept for 7 days.");
            var answer = session.Ask($"Write {found.Slug} to delete it: ") ?? throw new UsageException("Nobody can be asked here. Say --yes to delete it without a question.");
            if (answer != found.Slug)
            {
                session.Error.Line("That is not its slug: nothing was deleted.");
                return ExitCodes.Failed;
            }
        }
        return await session.ShowAsync(
            session.Client.Apps.Delete(found.Id.ToString()), outcome => session.Out.Line(new Inked("✓", Ink.Good), $" {outcome.Message ?? $"{found.Slug} was deleted."}"), cancellation);
    }
}
