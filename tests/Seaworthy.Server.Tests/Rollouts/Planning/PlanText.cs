using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>
/// A whole plan as text: phase and reason, then a line per step with its instance's generation before it, or when to look again.
/// </summary>
internal static class PlanText
{
    public static string Of(Plan plan, DateTimeOffset now, IEnumerable<InstanceFacts> instances, Func<RolloutId, string> generation)
    {
        var lines = new List<string> { $"{plan.Phase}: {plan.Reason}" };
        lines.AddRange(plan.Steps.Select(step => Of(step, instances, generation)));
        if (plan.Steps.Count == 0)
            lines.Add(plan.NextLookAt is { } at ? $"(look again in {(at - now).TotalSeconds:0.#} s)" : "(nothing to wait for)");
        return string.Join('\n', lines);
    }

    private static string Of(Step step, IEnumerable<InstanceFacts> instances, Func<RolloutId, string> generation) => step switch
    {
        ReserveInstance reserve => $"{generation(reserve.Rollout)} {step}",
        AdoptInstance adopt => $"{generation(adopt.Rollout)} {step} of {generation(adopt.Instance.Rollout)}",
        InstanceStep of => $"{generation(of.Instance.Rollout)} {step}",
        FinishRollout { Evidence: { } evidence } when instances.FirstOrDefault(instance => instance.Id == evidence) is { } instance =>
            $"{step} [log of {instance.Name}]",
        _ => step.ToString(),
    };
}
