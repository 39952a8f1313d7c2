namespace Seaworthy.Client.Transport;

/// <summary>How long a server that is away is waited for, and who hears about it.</summary>
/// <param name="Limit">Zero: not at all.</param>
/// <param name="Tell">Takes one sentence for the person who waits.</param>
public sealed record Patience(TimeSpan Limit, Action<string> Tell)
{
    /// <summary>A restart of the server takes a few seconds, an upgrade some more.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(1);

    public static Patience None { get; } = new(TimeSpan.Zero, _ => { });

    /// <summary>The pause before the next attempt: longer each time, up to a second.</summary>
    public static TimeSpan Pause(int attempt) => TimeSpan.FromTicks(Math.Min(longest.Ticks, shortest.Ticks << Math.Min(attempt, 10)));
}
