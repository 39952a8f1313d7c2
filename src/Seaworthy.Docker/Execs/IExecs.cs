namespace Seaworthy.Docker;

/// <summary>Further processes in running containers. An exec is created, then started once; it goes when its container does.</summary>
public interface IExecs
{
    /// <returns>The exec's id.</returns>
    /// <exception cref="DockerException">404: no such container; 409: it does not run.</exception>
    Task<string> CreateAsync(string container, ExecSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Starts it and gives its streams. Of a command that cannot be run the only output is the engine's reason, and its exit code is 126.
    /// </summary>
    /// <param name="tty">As it was created.</param>
    Task<ProcessStreams> StartAsync(string exec, bool tty, CancellationToken cancellationToken);

    /// <summary>Sets the size of its terminal, once it has started.</summary>
    Task ResizeAsync(string exec, TerminalSize size, CancellationToken cancellationToken);

    /// <summary>Null if there is no such exec, or no longer.</summary>
    Task<ExecDetails?> InspectAsync(string exec, CancellationToken cancellationToken);
}

/// <summary>A process to run in a container.</summary>
public sealed record ExecSpec(IReadOnlyList<string> Command)
{
    /// <summary>Set over the container's own variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Empty.Map;

    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it can be written to.</summary>
    public bool Stdin { get; init; }

    public bool Tty { get; init; }

    /// <summary>The terminal's first size.</summary>
    public TerminalSize? Size { get; init; }
}

/// <param name="ExitCode">Null until it has ended; 126 if the command could not be run.</param>
/// <param name="Pid">On the host; null before its start.</param>
public sealed record ExecDetails(string Id, string ContainerId, bool Running, int? ExitCode, int? Pid);
