using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using Dapper;
using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// A bridge network per app, with a subnet cut from our own pool (the engine's pools end at thirty networks), in which addresses
/// are given out by us, so that an instance keeps its address over restarts. Owns the table <c>networks</c>.
/// </summary>
public sealed class AppNetworks(PlatformOptions options, Installation installation, IDockerEngine docker, Db db, HostFirewall firewall, TimeProvider time)
{
    /// <summary>62 addresses: the gateway, and room for several processes of ten replicas, old and new.</summary>
    private const int PrefixLength = 26;
    private const int SubnetSize = 1 << (32 - PrefixLength);

    /// <summary>Whoever uses a subnet of ours may have gone after this.</summary>
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(10);

    /// <summary>Subnets that the engine refused, by their first address.</summary>
    private readonly ConcurrentDictionary<uint, DateTimeOffset> refused = new();

    /// <summary>Addresses and subnets are given out and taken back one after the other.</summary>
    private const string Serialize = "select pg_advisory_xact_lock(hashtext('networks'))";

    /// <summary>The first free address of the app's subnet; the subnet is minted with the first.</summary>
    /// <exception cref="NoAddressException">The subnet, or the pool, is used up.</exception>
    public async Task<IPAddress> MintAddressAsync(NpgsqlConnection connection, AppId app)
    {
        await connection.ExecuteAsync(Serialize);
        var network = await FindAsync(connection, app) ?? await MintSubnetAsync(connection, app);
        var taken = (await connection.QueryAsync<string>("select host(address) from instances where app_id = @app and removed_at is null", new { app }))
            .Select(IPAddress.Parse).ToHashSet();
        var first = ToNumber(network.Subnet.BaseAddress);
        // .0 is the network, .1 the gateway, the last one the broadcast address.
        for (var offset = 2u; offset < SubnetSize - 1; offset++)
        {
            var address = ToAddress(first + offset);
            if (!taken.Contains(address))
                return address;
        }
        throw new NoAddressException($"The app's network {network.Subnet} is full: {SubnetSize - 3} instances fit into it, old and new ones together. Scale the app down, then deploy again");
    }

    public async Task<bool> ExistsAsync(AppId app, CancellationToken ct) =>
        await docker.Networks.InspectAsync(NameOf(app), ct) is not null;

    public async Task EnsureAsync(AppId app, CancellationToken ct)
    {
        AppNetwork network;
        await using (var connection = await db.OpenAsync(ct))
            network = await FindAsync(connection, app) ?? throw new InvalidOperationException("The app has no subnet yet.");
        var spec = new NetworkSpec
        {
            Name = NameOf(app),
            Subnet = network.Subnet,
            Gateway = ToAddress(ToNumber(network.Subnet.BaseAddress) + 1),
            BridgeName = network.Bridge,
            Labels = new Dictionary<string, string> { [Labels.Installation] = installation.Id.ToString(), [Labels.App] = app.ToString() },
        };
        if (await docker.Networks.CreateAsync(spec, ct) is CreateNetworkResult.SubnetTaken taken)
        {
            // Somebody else's network or route lies here: another subnet is taken at the next look.
            refused[ToNumber(network.Subnet.BaseAddress)] = time.GetUtcNow();
            await MoveAsync(app, ct);
            throw new NoAddressException($"subnet {network.Subnet} cannot be used ({taken.Reason}): give SEAWORTHY_SUBNETS a range that nothing else on this machine uses, and restart the server");
        }
        // Before anything runs in it.
        await firewall.GuardAsync(network.Bridge, ct);
    }

    /// <summary>Also gives its subnet back, unless an instance has been given an address in it meanwhile.</summary>
    /// <exception cref="InvalidOperationException">Somebody else's container is in it.</exception>
    public async Task RemoveAsync(AppId app, CancellationToken ct)
    {
        if (await docker.Networks.RemoveAsync(NameOf(app), ct) == RemoveOutcome.InUse)
            throw new InvalidOperationException($"containers that are not the app's are in network {NameOf(app)}, so it stays: docker network inspect names them; end or disconnect them");
        var isLast = await db.InTransactionAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Serialize);
                await connection.ExecuteAsync(
                    "delete from networks where app_id = @app and not exists (select 1 from instances where app_id = @app and removed_at is null)", new { app });
                return await connection.ExecuteScalarAsync<bool>("select not exists (select from networks)");
            },
            ct);
        // Rules are for all networks alike: as long as there is one, they stay.
        if (isLast)
            await firewall.ApplyAsync(ct);
    }

    public static string NameOf(AppId app) => $"sea-{app.Value:n}";

    /// <summary>Gives an app that has no container yet another subnet, and each of its instances another address.</summary>
    private Task MoveAsync(AppId app, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await connection.ExecuteAsync(Serialize);
            if (await connection.ExecuteScalarAsync<bool>("select exists (select from instances where app_id = @app and removed_at is null and container_id is not null)", new { app }))
                return;
            await connection.ExecuteAsync("delete from networks where app_id = @app", new { app });
            var first = ToNumber((await MintSubnetAsync(connection, app)).Subnet.BaseAddress);
            await connection.ExecuteAsync(
                """
                update instances set address = @base::inet + minted.number + 1
                from (select id, row_number() over (order by id) as number from instances where app_id = @app and removed_at is null) minted
                where instances.id = minted.id
                """,
                new { app, @base = ToAddress(first).ToString() });
        },
        ct);

    /// <summary>The engine refused it a while ago.</summary>
    private bool IsRefused(uint subnet) => refused.TryGetValue(subnet, out var at) && time.GetUtcNow() - at < RefusedFor;

    private static async Task<AppNetwork?> FindAsync(NpgsqlConnection connection, AppId app)
    {
        var row = await connection.QuerySingleOrDefaultAsync<NetworkRow>("select subnet::text as subnet, bridge from networks where app_id = @app", new { app });
        return row is null ? null : new AppNetwork(IPNetwork.Parse(row.Subnet), row.Bridge);
    }

    private async Task<AppNetwork> MintSubnetAsync(NpgsqlConnection connection, AppId app)
    {
        var taken = (await connection.QueryAsync<string>("select subnet::text from networks")).Select(IPNetwork.Parse).Select(subnet => ToNumber(subnet.BaseAddress)).ToHashSet();
        var hostAddresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToList();
        var first = ToNumber(options.Subnets.BaseAddress);
        var count = 1u << (PrefixLength - options.Subnets.PrefixLength);
        for (var index = 0u; index < count; index++)
        {
            var start = first + (index * SubnetSize);
            var subnet = new IPNetwork(ToAddress(start), PrefixLength);
            if (taken.Contains(start) || IsRefused(start) || hostAddresses.Exists(subnet.Contains))
                continue;
            var bridge = BridgeName.New(installation.Id);
            await connection.ExecuteAsync(
                "insert into networks (id, app_id, subnet, bridge) values (@id, @app, @subnet::cidr, @bridge)",
                new { id = Guid.CreateVersion7(), app, subnet = subnet.ToString(), bridge });
            return new AppNetwork(subnet, bridge);
        }
        throw new NoAddressException($"every subnet of {options.Subnets} is in use: stop or delete an app that is not needed, or give SEAWORTHY_SUBNETS a larger range and restart the server");
    }

    private static uint ToNumber(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    private sealed record AppNetwork(IPNetwork Subnet, string Bridge);

    private sealed record NetworkRow
    {
        public required string Subnet { get; init; }

        public required string Bridge { get; init; }
    }
}
