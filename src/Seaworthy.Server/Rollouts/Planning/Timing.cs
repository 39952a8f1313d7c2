namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>The engine's own deadlines. What an app may set (drain, grace, start deadline) is frozen in its release instead.</summary>
public static class Timing
{
    /// <summary>Successful probes in a row that make an instance healthy.</summary>
    public const int ProbesToBeHealthy = 3;

    /// <summary>Failed probes in a row that make a healthy instance unhealthy.</summary>
    public const int ProbesToBeUnhealthy = 3;

    /// <summary>How often a new instance may crash before its rollout fails.</summary>
    public const int RestartBudget = 3;

    /// <summary>
    /// As often within <see cref="CrashWindow"/>, and what serves crashes again and again. The engine's pause before a start doubles from
    /// 0.1 s: what ends at once comes here in a few seconds, and a bad moment with its two or three ends does not.
    /// </summary>
    public const int CrashesToBeALoop = 5;

    /// <summary>A process without a port is healthy when it has run for this long.</summary>
    public static readonly TimeSpan WorkerProof = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The engine's pause between two starts grows to a minute: even then what crashes does so twice as often in this time as it has to.
    /// Without a crash for as long it is calm.
    /// </summary>
    public static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(10);

    /// <summary>How long the new side is watched while the old one is kept running.</summary>
    public static readonly TimeSpan Soak = TimeSpan.FromSeconds(10);

    /// <summary>How long the new side may take to be seen through the edge.</summary>
    public static readonly TimeSpan SwitchDeadline = TimeSpan.FromSeconds(30);

    /// <summary>How long a release, pre-deploy or post-deploy command may take.</summary>
    public static readonly TimeSpan JobDeadline = TimeSpan.FromMinutes(10);

    /// <summary>How long after the engine refused an instance it is tried again: this, doubling with each refusal.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    /// <summary>Nudges may be lost: whoever waits for something looks again after this.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
}
