using System.Globalization;

namespace Seaworthy.Cli.Output;

/// <summary>Sizes and durations in plain words.</summary>
public static class Words
{
    /// <summary>"0.4 s", "12 s", "3 min 5 s", "2 h 10 min", "4 d 3 h".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    /// <summary>"1 file", "2 files".</summary>
    public static string Count(int number, string one) => $"{number} {one}{(number == 1 ? "" : "s")}";

    /// <summary>"512 B", "3.4 MB", "120 MB", "2.1 GB": powers of 1000.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 10 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture)} {units[unit]}");
    }
}
