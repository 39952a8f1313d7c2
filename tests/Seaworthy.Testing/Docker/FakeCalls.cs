using System.Net;
using System.Runtime.CompilerServices;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

public enum FaultPoint
{
    /// <summary>The engine never hears of the call.</summary>
    Before,

    /// <summary>The engine does it, and the answer is lost.</summary>
    After,
}

/// <param name="Operation">As in <see cref="FakeCalls.Operations"/>.</param>
/// <param name="Subject">The container, image … it is about; empty for lists.</param>
public sealed record FakeCall(string Operation, string Subject);

/// <summary>
/// Every call passes through here: it is noted, hooks run before and after it, and faults come where they were ordered. For a
/// sequence "after" is when it has been opened.
/// </summary>
public sealed class FakeCalls : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<FakeCall> made = [];
    private readonly List<(string Operation, FaultPoint Point)> faults = [];
    private CancellationTokenSource lifetime = new();

    /// <summary>All operations: <c>containers.create</c>, <c>images.pull</c> …</summary>
    public static IReadOnlySet<string> Operations { get; } = typeof(IDockerEngine).GetProperties()
        .SelectMany(group => group.PropertyType.GetMethods().Select(method => Name(group.Name, method.Name)))
        .ToHashSet();

    /// <summary>Runs before each call, with the operation; what it throws, the caller gets.</summary>
    public Func<FakeCall, Task>? Before { get; set; }

    /// <summary>Runs after each call that the engine did not refuse.</summary>
    public Func<FakeCall, Task>? After { get; set; }

    public IReadOnlyList<FakeCall> Made
    {
        get
        {
            lock (gate)
                return [.. made];
        }
    }

    /// <summary>Faults that were ordered and have not come yet.</summary>
    public int Pending
    {
        get
        {
            lock (gate)
                return faults.Count;
        }
    }

    /// <summary>Cancelled when the engine goes down.</summary>
    internal CancellationToken Lifetime
    {
        get
        {
            lock (gate)
                return lifetime.Token;
        }
    }

    /// <summary>The next such call fails with a <see cref="DockerUnavailableException"/>.</summary>
    public void FailNext(string operation, FaultPoint point)
    {
        if (!Operations.Contains(operation))
            throw new ArgumentException($"There is no operation '{operation}'; there are {string.Join(", ", Operations)}.", nameof(operation));
        lock (gate)
            faults.Add((operation, point));
    }

    /// <summary>From now on nothing answers, and open sequences break.</summary>
    public void GoDown()
    {
        lock (gate)
            lifetime.Cancel();
    }

    public void ComeBack()
    {
        lock (gate)
        {
            lifetime.Dispose();
            lifetime = new CancellationTokenSource();
        }
    }

    public void Dispose() => lifetime.Dispose();

    /// <param name="description">As the real client describes it, the end of "Docker could not …".</param>
    internal async Task<T> RunAsync<T>(
        FakeCall call, string description, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            made.Add(call);
        if (Lifetime.IsCancellationRequested)
            throw new DockerUnavailableException(description, "the fake engine is down");
        if (Before is { } before)
            await before(call);
        ThrowIfOrdered(call, FaultPoint.Before, description);
        T result;
        try
        {
            result = await act();
        }
        catch (FakeRefusal refusal)
        {
            throw new DockerException(description, refusal.Status, refusal.Message);
        }

        if (After is { } after)
            await after(call);
        ThrowIfOrdered(call, FaultPoint.After, description);
        return result;
    }

    internal async IAsyncEnumerable<T> StreamAsync<T>(
        FakeCall call, string description, Func<CancellationToken, IAsyncEnumerable<T>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var down = Lifetime;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, down);
        var sequence = await RunAsync(call, description, () => Task.FromResult(open(either.Token)), cancellationToken);
        await using var elements = sequence.GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await elements.MoveNextAsync())
                    yield break;
            }
            catch (OperationCanceledException) when (down.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new DockerUnavailableException(description, "the fake engine went down");
            }

            yield return elements.Current;
        }
    }

    private static string Name(string group, string method) =>
        $"{group}.{(method.EndsWith("Async", StringComparison.Ordinal) ? method[..^5] : method)}".ToLowerInvariant();

    private void ThrowIfOrdered(FakeCall call, FaultPoint point, string description)
    {
        lock (gate)
        {
            if (!faults.Remove((call.Operation, point)))
                return;
        }

        throw new DockerUnavailableException(description, $"a fault was ordered {(point == FaultPoint.Before ? "before" : "after")} it");
    }
}

/// <summary>The engine's no, on its way to become a <see cref="DockerException"/>.</summary>
internal sealed class FakeRefusal(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    public static FakeRefusal NoSuchContainer(string container) => new(HttpStatusCode.NotFound, $"No such container: {container}");

    public static FakeRefusal NoSuchImage(string image) => new(HttpStatusCode.NotFound, $"No such image: {image}");

    public static FakeRefusal NoSuchNetwork(string network) => new(HttpStatusCode.NotFound, $"network {network} not found");

    public static FakeRefusal NotRunning(string container) => new(HttpStatusCode.Conflict, $"container {container} is not running");
}
