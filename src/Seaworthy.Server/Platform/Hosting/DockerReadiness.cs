using Seaworthy.Docker;

namespace Seaworthy.Server.Platform.Hosting;

internal sealed class DockerReadiness(IDockerEngine docker) : IReadinessCheck
{
    public string Name => "docker";

    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        await docker.Daemon.PingAsync(ct);
        return null;
    }
}
