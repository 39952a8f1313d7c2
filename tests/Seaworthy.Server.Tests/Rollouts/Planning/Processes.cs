using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>Processes as a release freezes them: drain 30 s, grace 10 s, start deadline 120 s.</summary>
internal static class Processes
{
    public static ReleaseProcess Web(string name = "web") => new()
    {
        Name = name,
        Kind = ProcessKind.Service,
        ImageId = "sha256:1",
        ImageTag = "seaworthy/app:1",
        Port = 8080,
        MemoryBytes = 512L * 1024 * 1024,
        CpuMillis = 500,
        Pids = 256,
        Drain = TimeSpan.FromSeconds(30),
        StopGrace = TimeSpan.FromSeconds(10),
        StartDeadline = TimeSpan.FromSeconds(120),
    };

    public static ReleaseProcess StopFirst(this ReleaseProcess process) => process with { Strategy = DeployStrategy.StopFirst };

    public static ReleaseProcess Worker(string name = "worker") => Web(name) with { Port = null };

    public static ReleaseProcess Command(string name = "release") => Web(name) with { Kind = ProcessKind.Release, Port = null };

    public static ReleaseProcess PostDeploy() => Web("post-deploy") with { Kind = ProcessKind.Job, Port = null };
}
