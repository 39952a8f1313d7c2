namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// A serving instance that the engine refused to make or start (its image is gone, a mount cannot be made) is tried again after a
/// while that doubles: somebody may have mended the cause. A new side does not wait for that; it fails.
/// </summary>
internal static class Refusal
{
    public static void Plan(Look look, InstanceFacts instance)
    {
        var exact = Timing.FirstRetry * Math.Pow(2, Math.Clamp(instance.Refusals - 1, 0, 10));
        var retryAt = (instance.ErrorAt ?? look.Now) + (exact < Timing.LongestRetry ? exact : Timing.LongestRetry);
        if (look.Now >= retryAt)
            look.Add(new RetryInstance(instance, $"the engine refused it ({instance.Error}), but that may have been mended"));
        else
            look.WaitUntil(retryAt);
    }
}
