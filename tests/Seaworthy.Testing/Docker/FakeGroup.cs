namespace Seaworthy.Testing.Docker;

/// <summary>One group of the engine's calls.</summary>
public abstract class FakeGroup
{
    private readonly FakeCalls calls;
    private readonly string name;

    private protected FakeGroup(FakeState state, FakeCalls calls, string name)
    {
        State = state;
        this.calls = calls;
        this.name = name;
    }

    private protected FakeState State { get; }

    /// <summary>Cancelled when the engine goes down.</summary>
    private protected CancellationToken Lifetime => calls.Lifetime;

    /// <summary>A call that is over at once, under the engine's lock.</summary>
    private protected Task<T> Run<T>(
        string operation, string subject, string description, Func<T> act, CancellationToken cancellationToken) =>
        RunLong(operation, subject, description, () =>
        {
            lock (State.Gate)
                return Task.FromResult(act());
        }, cancellationToken);

    /// <summary>A call in which the engine waits; it takes the lock itself.</summary>
    private protected Task<T> RunLong<T>(
        string operation, string subject, string description, Func<Task<T>> act, CancellationToken cancellationToken) =>
        calls.RunAsync(new FakeCall($"{name}.{operation}", subject), description, act, cancellationToken);

    private protected IAsyncEnumerable<T> Stream<T>(
        string operation, string subject, string description, Func<CancellationToken, IAsyncEnumerable<T>> open,
        CancellationToken cancellationToken) =>
        calls.StreamAsync(new FakeCall($"{name}.{operation}", subject), description, open, cancellationToken);
}
