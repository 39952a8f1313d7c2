namespace Seaworthy.Docker;

/// <summary>Containers, each named by its id, a unique beginning of it, or its name.</summary>
public interface IContainers
{
    Task<CreateContainerResult> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <exception cref="DockerException">
    /// 404: no such container or network; 403: its fixed address is taken; 500: a port is taken, or the command cannot be run.
    /// The container is then still <see cref="ContainerStatus.Created"/> and carries the reason in <see cref="ContainerState.Error"/>.
    /// </exception>
    Task<StartOutcome> StartAsync(string container, CancellationToken cancellationToken);

    /// <summary>Sends the stop signal, then SIGKILL after the grace. An "unless-stopped" container stays stopped.</summary>
    Task<StopOutcome> StopAsync(string container, TimeSpan grace, CancellationToken cancellationToken);

    /// <param name="signal">A name such as <c>SIGTERM</c>.</param>
    Task<KillOutcome> KillAsync(string container, string signal, CancellationToken cancellationToken);

    /// <summary>Stops as <see cref="StopAsync"/> does, then starts; starts a stopped one.</summary>
    Task RestartAsync(string container, TimeSpan grace, CancellationToken cancellationToken);

    Task<RemoveOutcome> RemoveAsync(string container, ContainerRemoval how, CancellationToken cancellationToken);

    /// <summary>Null if there is no such container.</summary>
    Task<ContainerDetails?> InspectAsync(string container, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerQuery query, CancellationToken cancellationToken);

    /// <summary>Waits, without a deadline, until the container does not run; at once if it does not.</summary>
    Task<ContainerExit> WaitAsync(string container, CancellationToken cancellationToken);

    /// <exception cref="DockerException">409: the new name is the old one.</exception>
    Task<RenameOutcome> RenameAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>Changes limits or the restart policy of a container that may be running.</summary>
    /// <returns>The engine's warnings.</returns>
    Task<IReadOnlyList<string>> UpdateAsync(string container, ContainerUpdate update, CancellationToken cancellationToken);

    /// <summary>What the container has written, as long as its log driver keeps it. Nothing happens before it is enumerated.</summary>
    /// <exception cref="DockerException">404: no such container.</exception>
    IAsyncEnumerable<OutputFrame> LogsAsync(string container, LogQuery query, CancellationToken cancellationToken);

    /// <summary>One look; null if the container does not run or does not exist.</summary>
    Task<ContainerStats?> StatsAsync(string container, CancellationToken cancellationToken);

    /// <summary>A look each second while it runs, until it is removed.</summary>
    IAsyncEnumerable<ContainerStats> WatchStatsAsync(string container, CancellationToken cancellationToken);

    /// <exception cref="DockerException">404: no such container; 409: it does not run.</exception>
    Task<ProcessTable> TopAsync(string container, CancellationToken cancellationToken);

    /// <summary>A tar archive of a file or directory in the container, running or not; null if there is no such path.</summary>
    Task<Stream?> GetArchiveAsync(string container, string path, CancellationToken cancellationToken);

    /// <summary>Unpacks a tar archive into a directory that exists in the container.</summary>
    Task PutArchiveAsync(string container, string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>The streams of the container's main process; before its start, for one that was created with an open stdin.</summary>
    /// <param name="tty">As the container was created.</param>
    Task<ProcessStreams> AttachAsync(string container, bool tty, CancellationToken cancellationToken);

    /// <summary>Sets the size of its terminal.</summary>
    Task ResizeAsync(string container, TerminalSize size, CancellationToken cancellationToken);
}
