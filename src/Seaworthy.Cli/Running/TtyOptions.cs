using System.CommandLine;

namespace Seaworthy.Cli.Running;

/// <summary>Whether the program on the other side gets a terminal: by itself where input and output are one.</summary>
public static class TtyOptions
{
    private static readonly Option<bool> tty = new("--tty") { Description = "Give it a terminal, even if this is none" };
    private static readonly Option<bool> noTty = new("--no-tty") { Description = "Give it no terminal: output and errors stay apart" };

    public static void AddTo(Command command)
    {
        command.Add(tty);
        command.Add(noTty);
    }

    public static bool Read(Session session) => (session.Get(tty), session.Get(noTty)) switch
    {
        (true, true) => throw new UsageException("It is either --tty or --no-tty."),
        (true, _) => true,
        (_, true) => false,
        _ => session.Around.InputIsTerminal && session.Around.OutputIsTerminal,
    };
}
