namespace Seaworthy.Machine.Packages;

public static class Needs
{
    public static IReadOnlyList<Need> OfAnInstallation { get; } =
        [Need.Engine, Need.Buildx, Need.Compose, Need.Postgres, Need.Git, Need.Ssh, Need.Iptables, Need.Iproute, Need.Procps, Need.Busybox, Need.Certificates];

    public static IReadOnlyList<Need> OfTests { get; } = [.. OfAnInstallation, Need.Caddy, Need.Compiler, Need.Curl, Need.SshServer, Need.Registry, Need.Htpasswd, Need.Pebble];

    public static IReadOnlyList<Need> OfBench { get; } = [.. OfTests, Need.Nginx, Need.Haproxy, Need.Wrk];

    /// <summary>How people call it.</summary>
    public static string Title(this Need need) => need switch
    {
        Need.Engine => $"Docker Engine {Inventory.OldestEngine} or newer",
        Need.Buildx => "Docker's buildx plugin",
        Need.Compose => "Docker Compose 2",
        Need.Postgres => $"PostgreSQL {Postgres.PostgresPrograms.OldestUsable} or newer",
        Need.Git => "git",
        Need.Ssh => "an SSH client",
        Need.Iptables => "iptables",
        Need.Iproute => "iproute2",
        Need.Procps => "procps",
        Need.Busybox => "a static busybox",
        Need.Certificates => "CA certificates",
        Need.Caddy => $"Caddy 2.{Inventory.OldestCaddyMinor} or newer",
        Need.Compiler => "a C compiler",
        Need.Curl => "curl",
        Need.SshServer => "an SSH server",
        Need.Registry => "a registry of images",
        Need.Htpasswd => "htpasswd",
        Need.Pebble => "pebble",
        Need.Nginx => "nginx",
        Need.Haproxy => "HAProxy",
        Need.Wrk => "wrk",
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };
}
