using System.Net;

namespace Seaworthy.Docker;

/// <summary>A container as seen at one moment.</summary>
public sealed record ContainerDetails
{
    public required string Id { get; init; }

    /// <summary>Without the slash that the API puts before it.</summary>
    public required string Name { get; init; }

    /// <summary>The id of the image that it was made from: <c>sha256:…</c>.</summary>
    public required string ImageId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ContainerState State { get; init; }

    /// <summary>How often the engine restarted it by its policy, since the last start by hand.</summary>
    public required int RestartCount { get; init; }

    public required ContainerConfig Config { get; init; }

    public required ContainerHost Host { get; init; }

    public required IReadOnlyList<ContainerMount> Mounts { get; init; }

    /// <summary>By network name.</summary>
    public required IReadOnlyDictionary<string, NetworkEndpoint> Networks { get; init; }

    /// <summary>What is really published now, with the ports that the engine chose.</summary>
    public required IReadOnlyList<PortBinding> PublishedPorts { get; init; }
}

/// <summary>What runs: the image's settings and the spec's, merged.</summary>
public sealed record ContainerConfig
{
    /// <summary>As it was named at creation.</summary>
    public required string Image { get; init; }

    public required string Hostname { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyList<string> Entrypoint { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<ContainerPort> ExposedPorts { get; init; }

    /// <summary>Empty: root.</summary>
    public required string User { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Null: SIGTERM.</summary>
    public required string? StopSignal { get; init; }

    /// <summary>Null: the engine's 10 s.</summary>
    public required TimeSpan? StopTimeout { get; init; }

    public required ContainerHealthCheck? HealthCheck { get; init; }

    public required bool Tty { get; init; }

    public required bool OpenStdin { get; init; }
}

/// <summary>What the host grants it.</summary>
public sealed record ContainerHost
{
    public required ContainerLimits Limits { get; init; }

    public required ContainerRestartPolicy RestartPolicy { get; init; }

    public required IReadOnlyList<string> CapDrop { get; init; }

    public required IReadOnlyList<string> CapAdd { get; init; }

    public required IReadOnlyList<string> SecurityOptions { get; init; }

    public required bool Privileged { get; init; }

    public required bool Init { get; init; }

    public required bool ReadOnlyRootFilesystem { get; init; }

    public required IReadOnlyList<string> ExtraHosts { get; init; }

    public required ContainerLogging Logging { get; init; }

    /// <summary>What was asked for; <see cref="ContainerDetails.PublishedPorts"/> is what came of it.</summary>
    public required IReadOnlyList<PortBinding> PortBindings { get; init; }

    /// <summary>The network that it starts in: a name or id, <c>default</c>, <c>host</c>, <c>none</c> …</summary>
    public required string NetworkMode { get; init; }
}

/// <summary>A container's place in one network.</summary>
/// <param name="NetworkId">Empty before the first start.</param>
/// <param name="Address">Null while it does not run.</param>
/// <param name="FixedAddress">The address that it was given, whether it runs or not.</param>
public sealed record NetworkEndpoint(
    string NetworkId, IPAddress? Address, IPAddress? FixedAddress, string? MacAddress, IReadOnlyList<string> Aliases);
