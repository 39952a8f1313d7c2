using System.Net;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>An engine to hold against the contract, and names of this run's own.</summary>
public abstract class EngineSetting
{
    private static int lastSubnet = Random.Shared.Next(1 << 12);
    private int lastName;

    public abstract IDockerEngine Engine { get; }

    public string RunId { get; } = Guid.NewGuid().ToString("N")[..10];

    /// <summary>On everything that a test makes.</summary>
    public string Label => $"seaworthy.test={RunId}";

    public IReadOnlyDictionary<string, string> Labels => new Dictionary<string, string> { ["seaworthy.test"] = RunId };

    public abstract string ImageOf(Program program);

    /// <summary>A tar archive of a root filesystem.</summary>
    public abstract Stream RootFilesystem();

    public string NewName() => $"seaworthy-test-{RunId}-{Interlocked.Increment(ref lastName)}";

    public ContainerSpec NewContainer(Program program) => new()
    {
        Name = NewName(),
        Image = ImageOf(program),
        Command = program.Command,
        Labels = Labels,
    };

    /// <summary>A network with a subnet of 16 addresses in 10.240.0.0/16.</summary>
    public NetworkSpec NewNetwork()
    {
        var block = Interlocked.Increment(ref lastSubnet) % (1 << 12);
        return new NetworkSpec
        {
            Name = NewName(),
            Subnet = new IPNetwork(new IPAddress(new byte[] { 10, 240, (byte)(block >> 4), (byte)(block << 4) }), 28),
            Labels = Labels,
        };
    }

    /// <summary>Creates and starts a container.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> Run(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var id = await Create(spec, cancellationToken);
        await Engine.Containers.StartAsync(id, cancellationToken);
        return id;
    }

    public async Task<string> Create(ContainerSpec spec, CancellationToken cancellationToken) =>
        (await Engine.Containers.CreateAsync(spec, cancellationToken)).ShouldBeOfType<CreateContainerResult.Created>().Id;

    public async Task<string> Create(NetworkSpec spec, CancellationToken cancellationToken) =>
        (await Engine.Networks.CreateAsync(spec, cancellationToken)).ShouldBeOfType<CreateNetworkResult.Created>().Id;

    public async Task<ContainerDetails> Inspect(string container, CancellationToken cancellationToken) =>
        (await Engine.Containers.InspectAsync(container, cancellationToken)).ShouldNotBeNull();
}
