using System.Text.Json;
using Seaworthy.Cli.Connection;
using Seaworthy.Machine;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Removal;

namespace Seaworthy.Cli.Host.Checks;

/// <summary>What runs: our services and their versions, the edge's table, the firewall, what is left over in the engine.</summary>
public sealed class ServiceChecks(Installation installation, Origin origin)
{
    private static readonly TimeSpan edgeTimeout = TimeSpan.FromSeconds(5);

    public IEnumerable<(string Name, Check Check)> All =>
        [("services", ServicesAsync), ("ready", ReadyAsync), ("versions", VersionsAsync), ("edge table", EdgeAsync), ("firewall", FirewallAsync), ("leftovers", LeftoversAsync)];

    private async Task<IReadOnlyList<Finding>> ServicesAsync(CancellationToken cancellation)
    {
        var status = await InstallationStatus.ReadAsync(installation, cancellation);
        return [.. status.Services.Select(service => service.IsWell
            ? Finding.Ok(service.Name, service.State)
            : Finding.Fail(service.Name, service.State, $"./sea up starts it; ./sea logs {service.Name} says what happened."))];
    }

    private async Task<IReadOnlyList<Finding>> ReadyAsync(CancellationToken cancellation)
    {
        using var client = LocalServer.Client(installation.Home);
        return [await client.Server.ReadyAsync(cancellation) switch
        {
            { IsReady: true } => Finding.Ok("ready", "the server reaches all that it needs"),
            { Text: var text } => Finding.Fail("ready", $"the server answers that it is not: {text}", "Mend what it names; ./sea logs server says more."),
            null => Finding.Fail("ready", "the server does not answer", "./sea up starts it."),
        }];
    }

    private Task<IReadOnlyList<Finding>> VersionsAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var publisher = Publisher.For(origin, installation.Home);
        return Task.FromResult<IReadOnlyList<Finding>>([.. new[] { Part.Server, Part.Edge }.Select(part => (part, Runs: publisher.Current(part)?.Version, Has: publisher.VersionOf(part))).Select(it =>
            it.Runs is null ? Finding.Fail("versions", $"the {it.part.Name} was never built", "./sea up builds and starts it.")
            : it.Runs == it.Has ? Finding.Ok("versions", $"the {it.part.Name} is at {it.Runs}, the version of this {(origin is Package ? "package" : "checkout")}")
            : Finding.Warn("versions", $"the {it.part.Name} is at {it.Runs}, but this {(origin is Package ? "package" : "checkout")} is at {it.Has}", "./sea upgrade goes there with a backup before, ./sea up without."))]);
    }

    /// <summary>The table that serves is the one that the server gave last.</summary>
    private async Task<IReadOnlyList<Finding>> EdgeAsync(CancellationToken cancellation)
    {
        using var http = UnixSocketHttp.Client(Path.Combine(installation.Home.Run, "edge-control.sock"), edgeTimeout);
        long applied;
        try
        {
            using var status = JsonDocument.Parse(await http.GetStringAsync("/status", cancellation));
            applied = status.RootElement.GetProperty("version").GetInt64();
        }
        catch (HttpRequestException fault)
        {
            return [Finding.Fail("edge table", $"it does not say which table it serves: {fault.Message}", "./sea logs edge says why; ./sea up starts it again.")];
        }
        var given = (long)(await InstallationDatabase.Of(installation).ScalarAsync("select case when is_called then last_value else 0 end from route_versions", cancellation))!;
        return [applied >= given
            ? Finding.Ok("edge table", $"it serves table {applied}, the last that the server made")
            : Finding.Warn("edge table", $"it serves table {applied}, but the server has made {given}", "It should come within seconds; if it does not, ./sea logs server says why.")];
    }

    private async Task<IReadOnlyList<Finding>> FirewallAsync(CancellationToken cancellation)
    {
        var id = await InstallationIdentity.FindAsync(installation, cancellation);
        var bridges = (await InstallationDatabase.Of(installation).RowsAsync("select bridge from networks", cancellation))
            .Select(row => (string)row[0]!).Where(bridge => Directory.Exists($"/sys/class/net/{bridge}")).ToList();
        if (id is null || bridges.Count == 0)
            return [Finding.Ok("firewall", "no app has a network, so there is nothing to guard")];
        var open = await FirewallTraces.UnguardedAsync(id.Value, bridges, cancellation);
        return [open.Count == 0 && await FirewallTraces.ExistsAsync(id.Value, cancellation)
            ? Finding.Ok("firewall", $"{(bridges.Count == 1 ? "the network of one app is" : $"{bridges.Count} networks of apps are")} kept away from this host")
            : Finding.Fail("firewall", $"apps in {string.Join(", ", open.DefaultIfEmpty("every network"))} can reach this host, since the rules of {FirewallTraces.ChainOf(id.Value)} are missing", "The server puts them back within half a minute; if it does not, ./sea logs server says why.")];
    }

    /// <summary>Containers and networks with our label that no row speaks of.</summary>
    private async Task<IReadOnlyList<Finding>> LeftoversAsync(CancellationToken cancellation)
    {
        if (await InstallationIdentity.FindAsync(installation, cancellation) is not { } id)
            return [Finding.Ok("leftovers", "there is no installation yet")];
        var database = InstallationDatabase.Of(installation);
        var ours = await OwnObjects.FindAsync(id, new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost)), database, cancellation);
        var known = (await database.RowsAsync("select name from instances union select 'sea-' || replace(id::text, '-', '') from apps", cancellation)).Select(row => (string)row[0]!).ToHashSet();
        var strays = ours.Containers.Concat(ours.Networks).Where(name => !known.Contains(name)).ToList();
        return [strays.Count == 0
            ? Finding.Ok("leftovers", "everything in the engine that is ours is known")
            : Finding.Warn("leftovers", $"nothing speaks of {string.Join(", ", strays.Take(10))}", "Where no other installation was restored from the same backup, remove them: docker rm -f …, docker network rm …")];
    }
}
