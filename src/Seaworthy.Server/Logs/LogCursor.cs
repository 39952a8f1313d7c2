using System.Globalization;

namespace Seaworthy.Server.Logs;

/// <summary>
/// How far a reader has come in each instance's log. Lines of several instances have no common order, so one time would not do:
/// <c>0a1b2c3d4e5f=639000000000000000,…</c> names for each container the time of its last line that was read, in ticks.
/// </summary>
public sealed class LogCursor
{
    /// <summary>More containers than an app can have at once; older ones are forgotten.</summary>
    private const int Most = 64;
    private readonly Dictionary<string, long> ticks;

    private LogCursor(Dictionary<string, long> ticks) => this.ticks = ticks;

    public static LogCursor Start { get; } = new([]);

    /// <summary>The start, where the text is not a cursor of ours.</summary>
    public static LogCursor Parse(string? text)
    {
        var ticks = new Dictionary<string, long>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(Most))
        {
            var pair = part.Split('=');
            if (pair.Length == 2 && long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= DateTimeOffset.MaxValue.Ticks)
                ticks[pair[0]] = value;
        }
        return new LogCursor(ticks);
    }

    /// <summary>The time of the last line that was read of this container; null if none was.</summary>
    public DateTimeOffset? Of(string container) => ticks.TryGetValue(container, out var value) ? new DateTimeOffset(value, TimeSpan.Zero) : null;

    public LogCursor With(string container, DateTimeOffset at)
    {
        var next = new Dictionary<string, long>(ticks) { [container] = at.UtcTicks };
        if (next.Count > Most)
            next.Remove(next.MinBy(pair => pair.Value).Key);
        return new LogCursor(next);
    }

    public override string ToString() =>
        string.Join(',', ticks.Select(pair => $"{pair.Key}={pair.Value.ToString(CultureInfo.InvariantCulture)}"));
}
