using System.Globalization;

namespace Seaworthy.Docker.Transport;

/// <summary>The engine's points in time: RFC 3339 with up to nine digits, or the year 1 for "never".</summary>
internal static class Moment
{
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return null;
        return moment.Year <= 1 ? null : moment;
    }

    /// <summary>.NET keeps 100 ns: the last two digits are cut.</summary>
    public static DateTimeOffset FromUnixNanoseconds(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Seconds and fraction, as <c>since</c> and <c>until</c> take them: <c>1700000000.123456700</c>.</summary>
    public static string? ToUnix(DateTimeOffset? moment)
    {
        if (moment is not { } at)
            return null;
        var ticks = (at - DateTimeOffset.UnixEpoch).Ticks;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick:D9}");
    }

    public static long? ToNanoseconds(TimeSpan? duration) => duration?.Ticks * TimeSpan.NanosecondsPerTick;

    public static TimeSpan? FromNanoseconds(long? nanoseconds) =>
        nanoseconds is > 0 ? TimeSpan.FromTicks(nanoseconds.Value / TimeSpan.NanosecondsPerTick) : null;
}
