using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Seaworthy.Cli.Help;

/// <summary>Which command lists what an argument may be: told to whoever got it wrong.</summary>
public static class Listings
{
    private static readonly ConditionalWeakTable<Symbol, string> listings = [];

    /// <param name="command">"sea runs".</param>
    public static Argument<T> ListedBy<T>(this Argument<T> argument, string command)
    {
        listings.AddOrUpdate(argument, command);
        return argument;
    }

    public static string? Of(Symbol symbol) => listings.TryGetValue(symbol, out var command) ? command : null;
}
