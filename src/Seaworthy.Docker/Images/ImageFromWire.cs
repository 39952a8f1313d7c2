using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal static class ImageFromWire
{
    public static ImageDetails ToDetails(this ImageInspectWire wire) => new()
    {
        Id = wire.Id,
        Tags = wire.RepoTags ?? [],
        Digests = wire.RepoDigests ?? [],
        CreatedAt = Moment.Parse(wire.Created),
        SizeBytes = wire.Size,
        Architecture = wire.Architecture ?? "",
        Config = (wire.Config ?? new ConfigWire()).ToImageConfig(),
    };

    public static ImageSummary ToSummary(this ImageListWire wire) => new()
    {
        Id = wire.Id,
        Tags = Named(wire.RepoTags),
        Digests = Named(wire.RepoDigests),
        CreatedAt = DateTimeOffset.FromUnixTimeSeconds(wire.Created),
        SizeBytes = wire.Size,
        Labels = wire.Labels ?? Empty.Map,
    };

    private static ImageConfig ToImageConfig(this ConfigWire wire) => new()
    {
        Environment = ContainerFromWire.ToEnvironment(wire.Env),
        Entrypoint = wire.Entrypoint ?? [],
        Command = wire.Cmd ?? [],
        ExposedPorts = ContainerFromWire.ToPorts(wire.ExposedPorts?.Keys),
        HealthCheck = wire.Healthcheck.ToHealthCheck(),
        User = wire.User ?? "",
        WorkingDirectory = wire.WorkingDir ?? "",
        Labels = wire.Labels ?? Empty.Map,
        Volumes = [.. wire.Volumes?.Keys ?? []],
        StopSignal = string.IsNullOrEmpty(wire.StopSignal) ? null : wire.StopSignal,
    };

    // Older engines list a dangling image as "<none>:<none>".
    private static List<string> Named(IReadOnlyList<string>? names) =>
        [.. (names ?? []).Where(name => !name.StartsWith("<none>", StringComparison.Ordinal))];
}
