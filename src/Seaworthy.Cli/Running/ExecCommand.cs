using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Help;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Running;

/// <summary>`sea exec`: a program in an instance that runs.</summary>
public static class ExecCommand
{
    private static readonly string[] shell = ["/bin/sh"];

    private static readonly Argument<string[]> words = new("command") { Description = "The instance (web.1 by default), then -- and the program with its arguments; /bin/sh by default", HelpName = "INSTANCE -- COMMAND", Arity = ArgumentArity.ZeroOrMore };

    public static Verb Verb { get; } = new("exec", "[INSTANCE] [-- COMMAND…]", "Run a program in a running instance", "sea exec web.1 --app shop -- /bin/sh", command =>
    {
        command.Add(words);
        command.Add(CommonOptions.App);
        TtyOptions.AddTo(command);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var (before, behind) = RemoteCommand.Split(session.Tokens, session.Get(words) ?? []);
        if (before.Count > 1)
            throw new UsageException("Write the program behind --: sea exec web.1 -- COMMAND");
        var instance = Instance(before.Count == 1 ? before[0] : "web.1");
        var tty = TtyOptions.Read(session);
        var start = new AttachControl("start") { Command = behind.Count > 0 ? behind : shell, Tty = tty };
        await using var attached = await session.Client.Runs.ExecAsync(session.App, instance, tty ? Attachment.Size(start) : start, cancellation);
        using var attachment = new Attachment(session, attached, tty);
        return await attachment.RunAsync(cancellation);
    }

    /// <summary>"web.2", or "web" for its first.</summary>
    private static (string Process, int Ordinal) Instance(string text)
    {
        var dot = text.LastIndexOf('.');
        if (dot < 0)
            return (text, 1);
        return int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) && ordinal > 0 && dot > 0
            ? (text[..dot], ordinal) : throw new UsageException($"\"{text}\" is no instance. Write it like web.1; sea ps lists them.");
    }
}
