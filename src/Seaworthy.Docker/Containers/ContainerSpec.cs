namespace Seaworthy.Docker;

/// <summary>A container to be created. What is null or empty is the image's own or the engine's default.</summary>
public sealed record ContainerSpec
{
    public required string Name { get; init; }

    /// <summary>A reference or an image id.</summary>
    public required string Image { get; init; }

    /// <summary>Instead of the image's, whose command then goes too.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Set over the image's own variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Empty.Map;

    /// <summary>Set over the image's own labels, which the container inherits.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Map;

    public IReadOnlyList<ContainerPort> ExposedPorts { get; init; } = [];

    public IReadOnlyList<PortBinding> PortBindings { get; init; } = [];

    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }

    public string? Hostname { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>The grace that the engine gives by itself, for instance at its own shutdown.</summary>
    public TimeSpan? StopTimeout { get; init; }

    /// <summary>Instead of the image's; <see cref="ContainerHealthCheck.Disabled"/> for none.</summary>
    public ContainerHealthCheck? HealthCheck { get; init; }

    public bool Tty { get; init; }

    /// <summary>The terminal's first size.</summary>
    public TerminalSize? Size { get; init; }

    /// <summary>Whether it can be attached to and written to; its stdin ends with the first who does.</summary>
    public bool OpenStdin { get; init; }

    public ContainerLimits Limits { get; init; } = ContainerLimits.None;

    public ContainerRestartPolicy RestartPolicy { get; init; } = ContainerRestartPolicy.No;

    public IReadOnlyList<string> CapDrop { get; init; } = [];

    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Such as <c>no-new-privileges</c>.</summary>
    public IReadOnlyList<string> SecurityOptions { get; init; } = [];

    /// <summary>Run a small init as PID 1 that passes signals on and reaps children.</summary>
    public bool Init { get; init; }

    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Each <c>name:address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    public ContainerLogging? Logging { get; init; }

    /// <summary>The one network that it starts in; null: the engine's default bridge.</summary>
    public NetworkAttachment? Network { get; init; }
}
