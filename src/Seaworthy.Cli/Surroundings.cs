using Microsoft.Win32.SafeHandles;

namespace Seaworthy.Cli;

/// <summary>Where a command is called: what it reads, where it writes, and who calls it. Tests bring their own.</summary>
public sealed record Surroundings
{
    /// <summary>For results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>For everything about the way there.</summary>
    public required TextWriter Error { get; init; }

    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output as bytes, for what is passed on as it is.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    public required Func<Stream> OpenError { get; init; }

    public required Func<string, string?> Variable { get; init; }

    /// <summary>The current folder.</summary>
    public required string Folder { get; init; }

    public bool IsRoot { get; init; }

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public static Surroundings OfThisProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        // Not Console.OpenStandardInput: its reads set the terminal's modes anew, and a raw terminal would be raw no more.
        OpenInput = () => new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0),
        OpenOutput = Console.OpenStandardOutput,
        OpenError = Console.OpenStandardError,
        Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        Folder = Environment.CurrentDirectory,
        IsRoot = Environment.IsPrivilegedProcess,
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>NO_COLOR (no-color.org) and dumb terminals get plain text.</summary>
    public bool MayColour => Variable("NO_COLOR") is null && Variable("TERM") is not "dumb";

    /// <summary>SEAWORTHY_PATIENCE: for how many seconds a server that is away is waited for; 30 by default, 0 for not at all.</summary>
    public TimeSpan Patience => Variable("SEAWORTHY_PATIENCE") switch
    {
        null => Client.Transport.Patience.Usual,
        var text when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 3600 => TimeSpan.FromSeconds(seconds),
        var text => throw new UsageException($"SEAWORTHY_PATIENCE={text} is not a number of seconds between 0 and 3600."),
    };
}
