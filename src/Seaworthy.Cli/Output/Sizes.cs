using System.Globalization;

namespace Seaworthy.Cli.Output;

/// <summary>Amounts as people write them, and back.</summary>
public static class Sizes
{
    /// <summary>"512M", "512MB", "1.5GB", "1Gi" or plain bytes; powers of 1024, as memory is counted.</summary>
    public static long ParseBytes(string text)
    {
        var digits = text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.').Count();
        var factor = text[digits..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1L,
            "K" or "KB" or "KI" or "KIB" => 1L << 10,
            "M" or "MB" or "MI" or "MIB" => 1L << 20,
            "G" or "GB" or "GI" or "GIB" => 1L << 30,
            _ => 0,
        };
        return factor > 0 && double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? (long)(amount * factor)
            : throw new UsageException($"\"{text}\" is no amount of memory. Write it like 512MB or 1.5GB.");
    }

    /// <summary>"0.5" or "2" cores as the API has them: microseconds per 100 ms.</summary>
    public static long ParseCores(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && cores is > 0 and <= 1024
            ? (long)Math.Round(cores * 100_000)
            : throw new UsageException($"\"{text}\" is no number of cores. Write it like 0.5 or 2.");

    public static string? Memory(long? bytes) => bytes switch
    {
        null => null,
        >= 1L << 30 when bytes % (1L << 30) == 0 => $"{bytes >> 30} GB",
        _ => $"{(bytes + (1 << 19)) >> 20} MB",
    };

    public static string? Cores(long? quota) => quota is { } given ? string.Create(CultureInfo.InvariantCulture, $"{given / 100_000.0:0.###} cores") : null;

    /// <summary>"3 min ago".</summary>
    public static string Ago(DateTimeOffset? at) => at is { } then ? $"{Words.Duration(DateTimeOffset.UtcNow - then < TimeSpan.Zero ? TimeSpan.Zero : DateTimeOffset.UtcNow - then)} ago" : "";
}
