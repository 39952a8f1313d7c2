namespace Seaworthy.Machine.Services;

/// <summary>One of the processes that an installation consists of: what stays the same whatever version of it runs.</summary>
/// <param name="Name">Log file, pid file and systemd unit are called after it.</param>
/// <param name="Title">For people.</param>
public sealed record Service(string Name, string Title)
{
    public static readonly Service Edge = new("edge", "Seaworthy's edge") { StopGrace = TimeSpan.FromSeconds(40) };

    /// <summary>Its connections end with it: it lets go of them after the grace period in its configuration.</summary>
    public static readonly Service Caddy = new("caddy", "Caddy, for HTTPS") { After = ["edge"] };

    public static readonly Service Docker = new("docker", "Docker Engine") { StopGrace = TimeSpan.FromSeconds(60) };

    /// <summary>Its TERM would wait for every client to leave; INT ends their sessions in good order.</summary>
    public static readonly Service Postgres = new("postgres", "PostgreSQL") { StopSignal = "INT", StopGrace = TimeSpan.FromSeconds(60) };

    public static readonly Service Server = new("server", "Seaworthy's server") { After = ["postgres"] };

    /// <summary>In the order in which they are started: what serves comes first.</summary>
    public static IReadOnlyList<Service> All { get; } = [Edge, Caddy, Docker, Postgres, Server];

    /// <summary>Asks it to end in good order.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>It is killed when it has not ended by then.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Names of services that are started earlier where both are to be started; it never waits for them to work.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
}
