using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>One look at one app: the facts, and the plan as it grows.</summary>
internal sealed class Look(AppDesired desired, AppObserved observed, DateTimeOffset now)
{
    private readonly List<Step> steps = [];
    private DateTimeOffset? next;

    public AppDesired Desired => desired;

    public AppObserved Observed => observed;

    public DateTimeOffset Now => now;

    public bool Reserves => steps.Exists(step => step is ReserveInstance);

    public bool Drains(InstanceFacts instance) => steps.Exists(step => step is DrainInstance drain && drain.Instance.Id == instance.Id);

    /// <summary>This plan has it serve again: what else was thought of it while it drained is not true any more.</summary>
    public bool RoutesBackTo(InstanceFacts instance) =>
        desired.Running && desired.Active?.Replaced == instance.Rollout && instance.StopSentAt is null && steps.Exists(step => step is FinishRollout { RouteBack: true });

    public void Add(Step step) => steps.Add(step);

    /// <summary>How far the plan has come, to take back what is added from here on.</summary>
    public int Mark() => steps.Count;

    public void BackTo(int mark) => steps.RemoveRange(mark, steps.Count - mark);

    /// <summary>A container is about to be created: the network comes first, once.</summary>
    public void NeedNetwork()
    {
        if (!observed.NetworkExists && !steps.Exists(step => step is EnsureNetwork))
            steps.Add(new EnsureNetwork("the app has no network"));
    }

    /// <summary>Something is waited for: look again no later than at <paramref name="at"/>, and no later than one poll from now.</summary>
    public void WaitUntil(DateTimeOffset at)
    {
        var soon = now + Timing.Poll;
        var then = at <= now || at > soon ? soon : at;
        if (next is null || then < next)
            next = then;
    }

    public ContainerObserved? ContainerOf(InstanceFacts instance) => observed.Containers.GetValueOrDefault(instance.Name);

    public ProbeObserved ProbeOf(InstanceFacts instance) => observed.Probes.GetValueOrDefault(instance.Id, ProbeObserved.None);

    /// <summary>Instances of one generation and process that take part in it, by ordinal.</summary>
    public IEnumerable<InstanceFacts> Members(RolloutId generation, string process) => desired.Instances
        .Where(instance => instance.Rollout == generation && instance.Process == process && instance.IsService && instance.DrainingSince is null)
        .OrderBy(instance => instance.Ordinal);

    public Plan ToPlan(RolloutPhase phase, string reason) => new(phase, reason, steps, steps.Count > 0 ? now : next);
}
