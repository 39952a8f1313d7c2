namespace Seaworthy.Server.Runs;

/// <summary>The bounds of one-off runs.</summary>
public static class RunLimits
{
    /// <summary>At once, per app.</summary>
    public const int MostAtOnce = 10;

    public const int DefaultSeconds = 3600;
    public const int MostSeconds = 86400;
    public const int MostArguments = 256;
    public const int LongestCommand = 32 * 1024;
    public const int MostCells = 1000;

    /// <summary>What is kept of its log.</summary>
    public const int KeptLines = 5000;
    public const int KeptCharacters = 1024 * 1024;

    /// <summary>How many finished runs of an app keep their log, and how many are remembered.</summary>
    public const int KeptLogs = 100;
    public const int KeptRuns = 1000;

    /// <summary>How long an attached run waits for a client: at first, and when the last one went away.</summary>
    public static readonly TimeSpan Alone = TimeSpan.FromSeconds(30);

    /// <summary>From the stop signal to the kill.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
}
