using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Help;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Running;

/// <summary>`sea run`: a command once, in the image and with the variables of what serves.</summary>
public static class RunCommand
{
    private static readonly Argument<string[]> words = new("command") { Description = "The program and its arguments, behind --", HelpName = "-- COMMAND", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> detach = new("--detach", "-d") { Description = "Do not wait for it; print its id" };
    private static readonly Option<string?> timeout = new("--timeout") { Description = "How long it may take: 90s, 10m, 2h; an hour by default", HelpName = "TIME" };
    private static readonly Option<string?> process = new("--process") { Description = "The process whose image and settings it gets; web by default", HelpName = "NAME" };
    private static readonly Option<string[]> env = new("--env", "-e") { Description = "A variable besides the app's; may be given several times", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = false };

    public static Verb Verb { get; } = new("run", "-- COMMAND…", "Run a command once in an app's image and environment", "sea run --app shop -- rake db:migrate\nsea run --app shop -- /bin/sh", command =>
    {
        command.Add(words);
        foreach (var option in (Option[])[CommonOptions.App, detach, timeout, process, env, CommonOptions.Json])
            command.Add(option);
        TtyOptions.AddTo(command);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var (before, behind) = RemoteCommand.Split(session.Tokens, session.Get(words) ?? []);
        string[] remote = [.. before, .. behind];
        if (remote.Length == 0)
            throw new UsageException("What is to be run? sea run -- COMMAND, such as sea run -- /bin/sh");
        var request = new NewRun(remote)
        {
            Process = session.Get(process),
            TimeoutSeconds = session.Get(timeout) is { } text ? Seconds(text) : null,
            Env = session.Get(env) is { Length: > 0 } pairs ? Pairs.Parse(pairs) : null,
        };
        if (session.Get(detach))
            return await session.ShowAsync(session.Client.Runs.Create(session.App, request), run => session.Out.Line(run.Id.ToString()), cancellation);
        var tty = TtyOptions.Read(session);
        var size = Attachment.Size(new AttachControl("resize"));
        var started = await session.Client.Runs.Create(session.App, request with { Tty = tty, Attach = true, Rows = tty ? size.Rows : null, Columns = tty ? size.Columns : null }).SendAsync(cancellation);
        await using var attached = await session.Client.Runs.AttachAsync(started.Id, cancellation);
        using var attachment = new Attachment(session, attached, tty);
        return await attachment.RunAsync(cancellation);
    }

    private static int Seconds(string text)
    {
        var factor = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var digits = factor == 0 ? text : text[..^1];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 86_400
            ? number * Math.Max(factor, 1) : throw new UsageException($"\"{text}\" is no time. Write it like 90s, 10m or 2h.");
    }
}
