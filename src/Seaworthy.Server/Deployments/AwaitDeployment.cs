using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Waits for a deployment to become live, for callers who want one answer instead of polling.</summary>
public sealed class AwaitDeployment(DeploymentStore deployments, Signals signals, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when it is live or has ended, or as it is after two and a half minutes.</summary>
    public async Task<Deployment> UntilLiveAsync(OrganizationId organization, DeploymentId id, CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + Deadline;
        var deployment = (await deployments.FindAsync(organization, id, ct))!;
        using var news = signals.Subscribe("events", deployment.AppId.ToString());
        while (deployment is { HasEnded: false, Status: not DeploymentStatus.Live } && time.GetUtcNow() < deadline)
        {
            await news.WaitAsync(Poll, ct);
            deployment = (await deployments.FindAsync(organization, id, ct))!;
        }
        return deployment;
    }
}
