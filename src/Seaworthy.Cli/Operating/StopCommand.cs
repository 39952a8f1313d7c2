using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea stop`: no instance of an app runs until it is started again.</summary>
public static class StopCommand
{
    public static Verb Verb { get; } = new("stop", "", "Stop an app until it is started again", "sea stop --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Apps.Stop(session.App), outcome => session.Out.Line(new Inked("✓", Ink.Good), $" {outcome.Message ?? "It is stopping."}"), cancellation));
    });
}
