using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A container as it is inspected: the spec over the image's settings.</summary>
internal sealed partial class FakeContainer
{
    private const int FirstEphemeralPort = 32768;

    private ContainerHealthCheck? HealthCheck => Spec.HealthCheck switch
    {
        null => Image.Config.HealthCheck,
        { Test.Count: 0 } times => times with { Test = Image.Config.HealthCheck?.Test ?? [] },
        var own => own,
    };

    public ContainerDetails Details() => new()
    {
        Id = Id,
        Name = Name,
        ImageId = Image.Id,
        CreatedAt = CreatedAt,
        State = State(),
        RestartCount = RestartCount,
        Config = Config(),
        Host = Host(),
        Mounts = [.. Spec.Mounts.Select(mount => mount with { TmpfsBytes = null })],
        Networks = Networks(),
        PublishedPorts = Pid is null ? [] : [.. Spec.PortBindings.Select(Published)],
    };

    public ContainerSummary Summary() => new()
    {
        Id = Id,
        Name = Name,
        Image = Spec.Image,
        ImageId = Image.Id,
        CreatedAt = CreatedAt,
        Status = Status,
        StatusText = Status.ToString(),
        Labels = Labels,
        Networks = Networks(),
    };

    private ContainerConfig Config() => new()
    {
        Image = Spec.Image,
        Hostname = Spec.Hostname ?? Id[..12],
        Environment = Merge(Image.Config.Environment, Spec.Environment),
        Entrypoint = Spec.Entrypoint ?? Image.Config.Entrypoint,
        // A new entrypoint does not want the old one's arguments.
        Command = Spec.Command ?? (Spec.Entrypoint is null ? Image.Config.Command : []),
        Labels = Labels,
        ExposedPorts = [.. Image.Config.ExposedPorts.Union(Spec.ExposedPorts).Union(Spec.PortBindings.Select(binding => binding.Port))],
        User = Spec.User ?? Image.Config.User,
        WorkingDirectory = Spec.WorkingDirectory ?? Image.Config.WorkingDirectory,
        StopSignal = Spec.StopSignal ?? Image.Config.StopSignal,
        StopTimeout = Spec.StopTimeout,
        HealthCheck = HealthCheck,
        Tty = Spec.Tty,
        OpenStdin = Spec.OpenStdin,
    };

    private ContainerHost Host() => new()
    {
        Limits = Limits,
        RestartPolicy = RestartPolicy,
        CapDrop = Spec.CapDrop,
        CapAdd = Spec.CapAdd,
        SecurityOptions = Spec.SecurityOptions,
        Privileged = false,
        Init = Spec.Init,
        ReadOnlyRootFilesystem = Spec.ReadOnlyRootFilesystem,
        ExtraHosts = Spec.ExtraHosts,
        Logging = Spec.Logging ?? new ContainerLogging("json-file", new Dictionary<string, string>()),
        PortBindings = Spec.PortBindings,
        NetworkMode = Spec.Network?.Network ?? "bridge",
    };

    private Dictionary<string, NetworkEndpoint> Networks() =>
        endpoints.ToDictionary(endpoint => endpoint.NetworkName, endpoint => endpoint.Details());

    private PortBinding Published(PortBinding binding, int index) => new(
        binding.Port, binding.HostAddress ?? IPAddress.Any,
        binding.HostPort == 0 ? FirstEphemeralPort + (Pid!.Value * 8 % 20000) + index : binding.HostPort);
}
