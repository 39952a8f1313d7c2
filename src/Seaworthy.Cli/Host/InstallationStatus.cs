using System.Text.Json.Serialization;
using Seaworthy.Cli.Connection;
using Seaworthy.Client.Machine;
using Seaworthy.Machine;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>How one service is.</summary>
/// <param name="State">"running", "not running", "not ready", "not kept" (nothing would start it again), "somebody else's".</param>
/// <param name="MemoryBytes">Of it and all that it started.</param>
public sealed record ServiceStatus(string Name, string State, bool IsWell, int? Pid, double? UptimeSeconds, long? MemoryBytes, string? Version);

/// <summary>How the installation is, as `sea status --json` prints it.</summary>
/// <param name="Apps">How many there are; null while the server does not answer.</param>
public sealed record InstallationStatus(bool IsWell, string Home, string Supervisor, IReadOnlyList<ServiceStatus> Services, int? Apps, string DashboardUrl, string AppsUrl)
{
    public static async Task<InstallationStatus> ReadAsync(Installation installation, CancellationToken cancellation)
    {
        using var client = LocalServer.Client(installation.Home);
        var readiness = await client.Server.ReadyAsync(cancellation);
        var apps = readiness is { IsReady: true } ? (await client.Apps.List().SendAsync(cancellation)).Count : (int?)null;
        ServiceStatus[] services =
        [
            await OfAsync(installation, Service.Edge, cancellation),
            await CaddyAsync(installation, cancellation),
            await DockerAsync(installation, cancellation),
            await PostgresAsync(installation, cancellation),
            NotReady(await OfAsync(installation, Service.Server, cancellation), readiness),
        ];
        var settings = installation.Settings;
        var port = settings.RouterHttpPort == 80 ? "" : $":{settings.RouterHttpPort}";
        return new InstallationStatus(
            services.All(service => service.IsWell), installation.Home.Root, installation.Supervisor.Name, services, apps,
            installation.SecureDashboardUrl ?? settings.DashboardUrl, $"http://APP.{settings.RouterDomain}{port}");
    }

    private static async Task<ServiceStatus> OfAsync(Installation installation, Service service, CancellationToken cancellation)
    {
        var observed = await installation.Supervisor.ObserveAsync(service, cancellation);
        var state = observed switch
        {
            { Process: null } => "not running",
            { IsKept: false } => "not kept",
            _ => "running",
        };
        return new ServiceStatus(
            service.Name, state, state == "running", observed.Process?.Id, observed.Uptime is { } uptime ? Math.Round(uptime.TotalSeconds, 1) : null,
            observed.Process is null ? null : observed.MemoryBytes, Version(observed.Process));
    }

    private static ServiceStatus NotReady(ServiceStatus server, Readiness? readiness) =>
        server.IsWell && readiness is not { IsReady: true } ? server with { State = "not ready", IsWell = false } : server;

    /// <summary>An installation without HTTPS is well too.</summary>
    private static async Task<ServiceStatus> CaddyAsync(Installation installation, CancellationToken cancellation)
    {
        var status = await OfAsync(installation, Service.Caddy, cancellation);
        return installation.Https.IsOn ? status with { Version = await Inventory.InstalledCaddyAsync(cancellation) } : status with { State = "off (no HTTPS)", IsWell = true };
    }

    private static async Task<ServiceStatus> DockerAsync(Installation installation, CancellationToken cancellation)
    {
        var engine = await EngineSocket.Parse(installation.Settings.DockerHost).ObserveAsync(cancellation);
        var ours = await OfAsync(installation, Service.Docker, cancellation);
        if (ours.Pid is not null)
            return ours with { IsWell = ours.IsWell && engine is not null, Version = engine?.Version };
        return new ServiceStatus(Service.Docker.Name, engine is null ? "not running" : "running, not by sea", engine is not null, null, null, null, engine?.Version);
    }

    private static async Task<ServiceStatus> PostgresAsync(Installation installation, CancellationToken cancellation)
    {
        if (installation.Settings.PostgresHost is { } host)
            return new ServiceStatus(Service.Postgres.Name, $"at {host}", IsWell: true, null, null, null, null);
        var status = await OfAsync(installation, Service.Postgres, cancellation);
        return status with { Version = installation.Cluster.Version?.ToString() };
    }

    /// <summary>Our own programs run from a folder named by their version.</summary>
    private static string? Version(ProcessIdentity? process) =>
        process is { Id: var id } && ProcessTable.CommandLine(id) is [var program, ..] && Path.GetFileName(program).StartsWith("Seaworthy.", StringComparison.Ordinal)
            ? Path.GetFileName(Path.GetDirectoryName(program))
            : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(InstallationStatus))]
public sealed partial class StatusJson : JsonSerializerContext;
