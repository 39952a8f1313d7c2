using System.Runtime.CompilerServices;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed class FakeEvents(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "events"), IEvents
{
    public IAsyncEnumerable<DockerEvent> WatchAsync(EventQuery query, CancellationToken cancellationToken) =>
        Stream("watch", "", "watch events", token => Watch(query, token), cancellationToken);

    private async IAsyncEnumerable<DockerEvent> Watch(EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int next;
        lock (State.Gate)
            next = query.Since is null ? State.Events.Count : 0;
        while (true)
        {
            DockerEvent? happened;
            Task more;
            lock (State.Gate)
            {
                happened = State.Events.ElementAtOrDefault(next);
                more = State.Events.More;
            }

            if (happened is null)
            {
                if (query.Until is { } until && State.Now >= until)
                    yield break;
                await more.WaitAsync(query.Until - State.Now ?? Timeout.InfiniteTimeSpan, State.Time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            next++;
            if (Fits(happened, query))
                yield return happened;
        }
    }

    private static bool Fits(DockerEvent happened, EventQuery query) =>
        (query.Types.Count == 0 || query.Types.Contains(happened.Type))
        && (query.Actions.Count == 0 || query.Actions.Contains(happened.Action))
        && FakeState.Fits(happened.Attributes, query.Labels)
        && !(happened.At < query.Since)
        && !(happened.At >= query.Until);
}

/// <summary>What has happened, for all who watch. Used under the engine's lock.</summary>
internal sealed class FakeEventLog(TimeProvider time)
{
    private readonly List<DockerEvent> events = [];
    private TaskCompletionSource more = NewSignal();

    public int Count => events.Count;

    /// <summary>Done when there is one more than now.</summary>
    public Task More => more.Task;

    public DockerEvent? ElementAtOrDefault(int index) => index < events.Count ? events[index] : null;

    public void Add(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes, string? detail = null)
    {
        events.Add(new DockerEvent(type, action, detail, actorId, attributes, time.GetUtcNow()));
        var signal = more;
        more = NewSignal();
        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
