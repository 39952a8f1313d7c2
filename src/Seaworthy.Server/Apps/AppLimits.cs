namespace Seaworthy.Server.Apps;

/// <summary>The bounds of what an app may ask for, and what it gets where it does not ask.</summary>
public static class AppLimits
{
    public const long DefaultMemoryBytes = 512L * 1024 * 1024;
    public const int DefaultCpuMillis = 500;
    public const int DefaultPort = 8080;
    public const int Pids = 256;

    /// <summary>The engine itself refuses less.</summary>
    public const long LeastMemoryBytes = 6L * 1024 * 1024;
    public const long MostMemoryBytes = 1L << 40;
    public const int LeastCpuMillis = 10;
    public const int MostCpuMillis = 1_000_000;
    public const int MostReplicas = 10;
    public const int MostVariables = 500;
    public const int MostLabels = 50;
    public const int MostBuildArgs = 100;
    public const int MostVolumes = 20;
    public const int MostProcesses = 20;
    public const int DefaultDrainSeconds = 30;
    public const int LongestDrainSeconds = 3600;
    public const int DefaultStopGraceSeconds = 10;
    public const int LongestStopGraceSeconds = 600;
    public const int DefaultStartDeadlineSeconds = 120;
    public const int ShortestStartDeadlineSeconds = 5;
    public const int LongestStartDeadlineSeconds = 3600;
    public const int LongestValue = 64 * 1024;
}
