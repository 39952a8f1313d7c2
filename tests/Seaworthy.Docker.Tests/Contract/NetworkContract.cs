using System.Net;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>Networks and the addresses in them.</summary>
public abstract class NetworkContract(EngineSetting setting)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private INetworks Networks => setting.Engine.Networks;

    private IContainers Containers => setting.Engine.Containers;

    [Fact]
    public async Task A_network_has_what_it_was_given()
    {
        var spec = setting.NewNetwork() with { BridgeName = $"seat{Random.Shared.Next():x8}", Internal = true };
        var id = await setting.Create(spec, Cancel);

        var seen = (await Networks.InspectAsync(spec.Name, Cancel)).ShouldNotBeNull();

        seen.Id.ShouldBe(id);
        seen.Driver.ShouldBe("bridge");
        seen.Internal.ShouldBeTrue();
        seen.BridgeName.ShouldBe(spec.BridgeName);
        seen.Labels.ShouldBe(setting.Labels, ignoreOrder: true);
        seen.Subnets.ShouldHaveSingleItem().Subnet.ShouldBe(spec.Subnet!.Value);
        seen.Members.ShouldBeEmpty();
        (await Networks.ListAsync([setting.Label], Cancel)).ShouldContain(network => network.Id == id);
        (await Networks.ListAsync(["seaworthy.test=nobody"], Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var spec = setting.NewNetwork();
        await setting.Create(spec, Cancel);

        (await Networks.CreateAsync(setting.NewNetwork() with { Name = spec.Name }, Cancel))
            .ShouldBe(new CreateNetworkResult.NameTaken(spec.Name));
    }

    [Fact]
    public async Task A_subnet_is_taken_once()
    {
        var spec = setting.NewNetwork();
        await setting.Create(spec, Cancel);

        (await Networks.CreateAsync(setting.NewNetwork() with { Subnet = spec.Subnet }, Cancel))
            .ShouldBeOfType<CreateNetworkResult.SubnetTaken>();
    }

    [Fact]
    public async Task A_container_has_its_fixed_address_while_it_runs()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var address = AddressIn(network, 5);
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Network = new NetworkAttachment(network.Name, address) { Aliases = ["web"] },
        };
        var id = await setting.Create(spec, Cancel);

        (await setting.Inspect(id, Cancel)).Networks[network.Name].Address.ShouldBeNull();
        await Containers.StartAsync(id, Cancel);
        var endpoint = (await setting.Inspect(id, Cancel)).Networks.ShouldHaveSingleItem().Value;
        endpoint.Address.ShouldBe(address);
        endpoint.Aliases.ShouldContain("web");
        (await Networks.InspectAsync(network.Name, Cancel))!.Members[id].ShouldBe(new NetworkMember(spec.Name, address, endpoint.MacAddress));
        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Cancel);

        endpoint = (await setting.Inspect(id, Cancel)).Networks[network.Name];
        endpoint.Address.ShouldBeNull();
        endpoint.FixedAddress.ShouldBe(address);
        (await Networks.InspectAsync(network.Name, Cancel))!.Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_containers_with_one_address_only_one_starts()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var attachment = new NetworkAttachment(network.Name, AddressIn(network, 5));
        var first = await setting.Run(setting.NewContainer(Program.Obedient) with { Network = attachment }, Cancel);
        var second = await setting.Create(setting.NewContainer(Program.Obedient) with { Network = attachment }, Cancel);

        var error = await Should.ThrowAsync<DockerException>(() => Containers.StartAsync(second, Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        error.EngineMessage.ShouldBe("Address already in use");
        var state = (await setting.Inspect(second, Cancel)).State;
        state.Status.ShouldBe(ContainerStatus.Created);
        state.Error.ShouldBe("Address already in use");

        await Containers.RemoveAsync(first, ContainerRemoval.Whole, Cancel);
        (await Containers.StartAsync(second, Cancel)).ShouldBe(StartOutcome.Started);
        (await setting.Inspect(second, Cancel)).State.Error.ShouldBeNull();
    }

    [Fact]
    public async Task An_address_outside_the_subnet_is_refused_at_creation()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Network = new NetworkAttachment(network.Name, IPAddress.Parse("10.239.0.5")),
        };

        var error = await Should.ThrowAsync<DockerException>(() => Containers.CreateAsync(spec, Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_network_that_is_not_there_fails_the_start()
    {
        var spec = setting.NewContainer(Program.Obedient) with { Network = new NetworkAttachment(setting.NewName()) };
        var id = await setting.Create(spec, Cancel);

        var error = await Should.ThrowAsync<DockerException>(() => Containers.StartAsync(id, Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        error.EngineMessage.ShouldContain("not found");
    }

    [Fact]
    public async Task A_running_container_joins_and_leaves_a_network()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);
        var attachment = new NetworkAttachment(network.Name, AddressIn(network, 7));

        (await Networks.ConnectAsync(id, attachment, Cancel)).ShouldBe(ConnectOutcome.Connected);
        (await Networks.ConnectAsync(id, attachment, Cancel)).ShouldBe(ConnectOutcome.AlreadyConnected);
        (await setting.Inspect(id, Cancel)).Networks[network.Name].Address.ShouldBe(attachment.Address);

        (await Networks.DisconnectAsync(id, network.Name, Cancel)).ShouldBe(DisconnectOutcome.Disconnected);
        (await Networks.DisconnectAsync(id, network.Name, Cancel)).ShouldBe(DisconnectOutcome.NotConnected);
        (await setting.Inspect(id, Cancel)).Networks.Keys.ShouldNotContain(network.Name);
    }

    [Fact]
    public async Task Joining_or_leaving_what_is_not_there_is_an_error()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var nobody = setting.NewName();

        (await Should.ThrowAsync<DockerException>(() => Networks.ConnectAsync(nobody, new NetworkAttachment(network.Name), Cancel)))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Should.ThrowAsync<DockerException>(() => Networks.DisconnectAsync(nobody, network.Name, Cancel)))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_network_is_removed_when_nobody_runs_in_it()
    {
        var network = setting.NewNetwork();
        await setting.Create(network, Cancel);
        var spec = setting.NewContainer(Program.Obedient) with { Network = new NetworkAttachment(network.Name) };
        var id = await setting.Run(spec, Cancel);

        (await Networks.RemoveAsync(network.Name, Cancel)).ShouldBe(RemoveOutcome.InUse);
        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Cancel);
        (await Networks.RemoveAsync(network.Name, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await Networks.RemoveAsync(network.Name, Cancel)).ShouldBe(RemoveOutcome.Absent);
        (await Networks.InspectAsync(network.Name, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_engines_own_networks_stay()
    {
        var error = await Should.ThrowAsync<DockerException>(() => Networks.RemoveAsync("bridge", Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static IPAddress AddressIn(NetworkSpec network, byte offset)
    {
        var bytes = network.Subnet!.Value.BaseAddress.GetAddressBytes();
        bytes[3] += offset;
        return new IPAddress(bytes);
    }
}

public sealed class RealNetworkTests(RealSetting setting) : NetworkContract(setting);

public sealed class FakeNetworkTests(FakeSetting setting) : NetworkContract(setting), IClassFixture<FakeSetting>;
