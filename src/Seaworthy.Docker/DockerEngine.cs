using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

/// <summary>The engine behind a Unix socket. Safe for use by many at once; nothing is sent before the first call.</summary>
public sealed class DockerEngine : IDockerEngine, IDisposable
{
    private readonly EngineTransport transport;

    public DockerEngine(DockerEngineOptions options)
    {
        transport = new EngineTransport(options);
        Containers = new Containers(transport);
        Images = new Images(transport);
        Networks = new Networks(transport);
        Volumes = new Volumes(transport);
    }

    public IContainers Containers { get; }

    public IImages Images { get; }

    public INetworks Networks { get; }

    public IVolumes Volumes { get; }

    public void Dispose() => transport.Dispose();
}
