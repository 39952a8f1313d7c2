using System.Text.Json;
using Spectre.Console;

namespace Seaworthy.Cli.Output;

/// <summary>What the reader sees: standard output is for results, standard error for everything about the way there.</summary>
public static class Terminal
{
    private static readonly bool colourless = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    /// <summary>Standard output, coloured only where it is a terminal.</summary>
    public static IAnsiConsole Results { get; } = For(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error, coloured only where it is a terminal.</summary>
    public static IAnsiConsole Errors { get; } = For(Console.Error, Console.IsErrorRedirected);

    /// <summary>True where progress can be drawn over itself.</summary>
    public static bool IsLive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;

    /// <summary>Indented JSON on standard output, as commands of an app print it.</summary>
    public static void Json(JsonElement json) => new Screen(Console.Out, isColoured: false, isTerminal: false).Json(json);

    public static void Fail(string message) => Errors.MarkupLineInterpolated($"[red]✗[/] {message}");

    private static IAnsiConsole For(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || colourless ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = int.MaxValue;
        return console;
    }
}
