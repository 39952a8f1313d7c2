using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>
/// A Docker Engine in memory, held against the same contract as the real one: names, states, restart policies, networks with their
/// addresses, logs and events behave alike. What containers do is declared with their image; time passes by its clock only.
/// </summary>
public sealed class FakeEngine : IDockerEngine, IDisposable
{
    private readonly FakeState state;

    public FakeEngine(TimeProvider time)
    {
        state = new FakeState(time);
        Images = new FakeImages(state, Calls);
        Containers = new FakeContainers(state, Calls);
        Networks = new FakeNetworks(state, Calls);
        Volumes = new FakeVolumes(state, Calls);
        Execs = new FakeExecs(state, Calls);
        Events = new FakeEvents(state, Calls);
        Daemon = new FakeDaemon(state, Calls);
    }

    /// <summary>What was called, and where it is to fail.</summary>
    public FakeCalls Calls { get; } = new();

    public FakeImages Images { get; }

    public IContainers Containers { get; }

    public INetworks Networks { get; }

    public IVolumes Volumes { get; }

    public IExecs Execs { get; }

    public IEvents Events { get; }

    public IDaemon Daemon { get; }

    IImages IDockerEngine.Images => Images;

    public void Dispose() => Calls.Dispose();

    /// <summary>Whether a container that runs at this address accepts connections by now.</summary>
    public bool AnswersAt(IPAddress address)
    {
        lock (state.Gate)
            return state.Containers.Any(container => container.HasAddress(address) && container.Answers);
    }

    /// <summary>The process of a container ends by itself, as if it had crashed.</summary>
    public void Crash(string container, int exitCode)
    {
        lock (state.Gate)
            state.GetContainer(container).End(exitCode);
    }

    /// <summary>A container writes a line.</summary>
    public void Write(string container, string line, OutputStream stream = OutputStream.Stdout)
    {
        lock (state.Gate)
            state.GetContainer(container).Log.Append(stream, line + "\n", state.Now);
    }
}
