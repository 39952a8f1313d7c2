using Seaworthy.Machine.Progress;

namespace Seaworthy.Cli.Output;

public static class Steps
{
    /// <summary>Progress drawn live on a terminal, and as plain lines elsewhere.</summary>
    public static ISteps ForThisTerminal() => Terminal.IsLive ? new LiveSteps(Terminal.Errors) : new PlainSteps(Console.Error);
}
