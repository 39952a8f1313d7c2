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
        Execs = new Execs(transport);
        Events = new Events(transport);
        Daemon = new Daemon(transport);
    }

    public IContainers Containers { get; }

    public IImages Images { get; }

    public INetworks Networks { get; }

    public IVolumes Volumes { get; }

    public IExecs Execs { get; }

    public IEvents Events { get; }

    public IDaemon Daemon { get; }

    public void Dispose() => transport.Dispose();
}
