namespace Seaworthy.Docker;

/// <summary>
/// One Docker Engine, grouped as its API is. Every call throws <see cref="DockerException"/> when the engine refuses,
/// <see cref="DockerUnavailableException"/> when it could not be asked or did not answer in time; what is "already so"
/// (started twice, removed twice, name taken) is a result, never an exception.
/// </summary>
public interface IDockerEngine
{
    IContainers Containers { get; }

    IImages Images { get; }

    INetworks Networks { get; }

    IVolumes Volumes { get; }

    /// <summary>Further processes in running containers.</summary>
    IExecs Execs { get; }

    IEvents Events { get; }

    /// <summary>The engine itself.</summary>
    IDaemon Daemon { get; }
}
