using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Events;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>The steps of one look, told as events in their order. The next step does not wait for that, the end of the look does.</summary>
internal sealed class Trail(EventLog events, AppId app)
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    public void Add(RolloutId? rollout, string step)
    {
        lock (gate)
            last = WriteAsync(last, rollout, step);
    }

    /// <summary>Returns when all that was added is written.</summary>
    public Task WrittenAsync()
    {
        lock (gate)
            return last;
    }

    /// <summary>Not by the look's token: what was done is told even if the look is over.</summary>
    private async Task WriteAsync(Task before, RolloutId? rollout, string step)
    {
        await before;
        await events.AddAsync(app, rollout, "step", step, CancellationToken.None);
    }
}
