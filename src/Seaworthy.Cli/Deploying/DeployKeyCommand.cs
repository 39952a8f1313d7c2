using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea deploy-key`: the key by which the server reads a private Git repository.</summary>
public static class DeployKeyCommand
{
    public static Verb Verb { get; } = new("deploy-key", "[command]", "Show, create or delete the key for a private Git repository", "sea deploy-key create --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Sources.Key(session.App), key => session.Out.Line(key.PublicKey.Trim()), cancellation));
        command.Add(Create());
        command.Add(Delete());
    });

    private static Command Create()
    {
        var command = new Command("create", "Make a new key and print its public half; an older one stops working") { CommonOptions.App, CommonOptions.Json }.WithExample("sea deploy-key create --app shop");
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Sources.CreateKey(session.App), key =>
        {
            session.Error.Line("Add this as a deploy key of the repository; it needs to read only:");
            session.Out.Line(key.PublicKey.Trim());
        }, cancellation));
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Delete the key") { CommonOptions.App, CommonOptions.Json }.WithExample("sea deploy-key delete --app shop");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Sources.RemoveKey(session.App), _ => session.Out.Line(new Inked("✓", Ink.Good), " The key was deleted."), cancellation));
        return command;
    }
}
