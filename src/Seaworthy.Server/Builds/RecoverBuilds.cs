using Seaworthy.Server.Builds.BuildKit;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Builds;

/// <summary>Starts builds again, once, that were interrupted: by the end of an earlier server, of which it ends what was left running, of the database or of the engine.</summary>
internal sealed class RecoverBuilds(PlatformOptions platform, BuildQueueStore store, ILogger<RecoverBuilds> logger)
{
    private const int MostAttempts = 2;

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var build in await store.InterruptedAsync(ct))
        {
            if (build is { ProcessGroup: { } group, ProcessGroupStarted: { } started })
                await new ProcessSession(group, started).KillAsync();
            await AgainAsync(build, "The server", ct);
        }
        // Nobody builds now: whatever lies here was left.
        var leftovers = Path.Combine(platform.WorkDirectory, "builds");
        if (Directory.Exists(leftovers))
            Directory.Delete(leftovers, recursive: true);
        foreach (var build in await store.KnownAsync(BuildCgroup.Left(), ct))
            BuildCgroup.Remove(BuildCgroup.NameOf(build));
    }

    /// <param name="who">Who went away, for people.</param>
    public async Task AgainAsync(InterruptedBuild build, string who, CancellationToken ct)
    {
        BuildLog.Interrupted(logger, build.Id, build.Attempt);
        if (build.IsCancelRequested)
            await store.EndInterruptedAsync(build, "cancelled", "Cancelled.", ct);
        else if (build.Attempt < MostAttempts)
            await store.RequeueAsync(build, ct);
        else
            await store.EndInterruptedAsync(build, "failed", $"{who} went away during this build twice, so it is not tried again. The server's log may say why.", ct);
    }
}
