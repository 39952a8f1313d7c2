using Dapper;
using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Instances of kind <c>oneoff</c>: a container beside an app's services, of its serving release and in its network, which the planner
/// leaves alone. Whoever runs one (the room Runs) decides about it; here are its row and its container's making.
/// </summary>
public sealed class OneOffInstances(AppNetworks networks, InstanceStore instances, IDockerEngine docker, Installation installation)
{
    public const string Kind = "oneoff";

    /// <summary>The container's name, minted with the row.</summary>
    public static string NameOf(InstanceId id) => $"sea-run-{id.Value:n}";

    /// <summary>Stores its id, name and address, before anything is created with them.</summary>
    public async Task ReserveAsync(NpgsqlConnection connection, InstanceId id, AppId app, ServingFacts serving)
    {
        var address = await networks.MintAddressAsync(connection, app);
        await connection.ExecuteAsync(
            """
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address)
            values (@id, @app, @Rollout, @Release, @Process, 1, @Kind, @server, @name, @address::inet)
            """,
            new { id, app, serving.Rollout, serving.Release, serving.Process, Kind, server = installation.ServerId, name = NameOf(id), address = address.ToString() });
    }

    /// <summary>A container as its service's, but for what <paramref name="change"/> makes different. Never restarted by the engine.</summary>
    public async Task<CreateContainerResult> CreateAsync(
        AppId app, InstanceFacts instance, ReleaseProcess process, IReadOnlyDictionary<string, string> environment, Func<ContainerSpec, ContainerSpec> change, CancellationToken ct)
    {
        if (!await networks.ExistsAsync(app, ct))
            await networks.EnsureAsync(app, ct);
        // What one instance of its process has alone, a container beside it cannot have too.
        var spec = ContainerSpecs.Make(installation.Id, app, instance, process.WithoutExclusives(), environment);
        var labels = new Dictionary<string, string>(spec.Labels) { [Labels.Kind] = Kind };
        await instances.CreatingAsync(instance.Id, ct);
        var result = await docker.Containers.CreateAsync(change(spec with { Labels = labels, RestartPolicy = ContainerRestartPolicy.No }), ct);
        if (result is CreateContainerResult.Created created)
            await instances.CreatedAsync(instance.Id, created.Id, ct);
        return result;
    }

    public Task EnsureNetworkAsync(AppId app, CancellationToken ct) => networks.EnsureAsync(app, ct);
}
