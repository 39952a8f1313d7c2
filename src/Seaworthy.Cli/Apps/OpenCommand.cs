using System.CommandLine;
using System.Diagnostics;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea open`: prints an app's address, and opens it where there is a desktop.</summary>
public static class OpenCommand
{
    private static readonly Argument<string?> argument = new("app") { Description = "The app; else as with --app", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("open", "[APP]", "Print an app's address and open it in the browser", "sea open shop", command =>
    {
        command.Add(argument);
        command.Add(CommonOptions.App);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var app = await session.Client.Apps.Get(session.Get(argument) ?? session.App).SendAsync(cancellation);
        session.Out.Line(app.Url);
        // A server has no desktop: printing is all there is to do then.
        if (session.Around.OutputIsTerminal && (session.Around.Variable("DISPLAY") ?? session.Around.Variable("WAYLAND_DISPLAY")) is not null)
            Open(app.Url);
        return ExitCodes.Ok;
    }

    private static void Open(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return;
        try
        {
            using var opener = Process.Start(new ProcessStartInfo("xdg-open", [address.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no xdg-open: the address was printed.
        }
    }
}
