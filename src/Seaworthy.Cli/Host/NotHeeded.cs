using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Spectre.Console;

namespace Seaworthy.Cli.Host;

/// <summary>Variables that are set where sea was called, and say otherwise than the installation was set up.</summary>
public static class NotHeeded
{
    public const string Next = "./sea up would take it over; unset it where that is not meant.";

    /// <summary>Null where there are none. Values are not shown: a password may be among them.</summary>
    public static string? Words(Installation installation) => installation.NotHeeded is { Count: > 0 } names
        ? $"{string.Join(", ", names)} in the environment {(names.Count == 1 ? "is" : "are")} not what this installation runs with."
        : null;

    public static void Tell(Installation installation)
    {
        if (Words(installation) is { } words)
            Terminal.Errors.MarkupLineInterpolated($"[yellow]![/] {words} {Next}");
    }
}
