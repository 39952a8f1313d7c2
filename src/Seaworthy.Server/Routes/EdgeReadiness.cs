using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Routes;

/// <summary>The edge answers and has applied our table.</summary>
internal sealed class EdgeReadiness(RoutePublisher publisher) : IReadinessCheck
{
    public string Name => "edge";

    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        await publisher.ObserveAsync(ct);
        return null;
    }
}
