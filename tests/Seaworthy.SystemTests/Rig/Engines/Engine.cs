using System.Net;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Engines;

/// <summary>A Docker Engine that an installation works on.</summary>
public class Engine
{
    /// <summary>The one of this machine, which other installations and tests use too.</summary>
    public static Engine OfThisMachine { get; } = new("/var/run/docker.sock", IPAddress.Loopback);

    protected Engine(string socket, IPAddress address)
    {
        Socket = socket;
        Address = address;
    }

    public string Socket { get; }

    /// <summary>Where the test reaches what listens in the engine's network.</summary>
    public IPAddress Address { get; }

    /// <summary>The words before a command that let it run in the engine's network.</summary>
    public virtual IReadOnlyList<string> Inside => [];

    /// <returns>What the docker command printed.</returns>
    public Task<string> Docker(IEnumerable<string> arguments, CancellationToken cancel) =>
        Tool.Run("docker", ["--host", $"unix://{Socket}", .. arguments], cancel);

    /// <summary>The ids that a listing command prints, one per line.</summary>
    public async Task<string[]> DockerIds(IEnumerable<string> arguments, CancellationToken cancel) =>
        [.. (await Docker(arguments, cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>What a container printed on both of its outputs.</summary>
    public Task<string> Logs(string container, CancellationToken cancel) =>
        Tool.Run("/bin/sh", ["-c", "exec docker --host \"$0\" logs --timestamps \"$1\" 2>&1", $"unix://{Socket}", container], cancel);
}
