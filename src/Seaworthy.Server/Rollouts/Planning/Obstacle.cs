namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>A step that could not be done. What does not need it is done all the same: the rest of the app is not to wait for its cause to be mended.</summary>
/// <param name="Reason">In words for people.</param>
public sealed record Obstacle(Step Step, string Reason)
{
    /// <summary>True if <paramref name="later"/>, of the same plan, is not to be done without it.</summary>
    public bool Blocks(Step later) => (Step, later) switch
    {
        (EnsureNetwork, CreateContainer or StartContainer) => true,
        (InstanceStep failed, InstanceStep other) => failed.Instance.Id == other.Instance.Id,
        (_, InstanceStep) => false,
        (ReserveInstance, ReserveInstance) => true,
        (_, ReserveInstance or EnsureNetwork) => false,
        // A rollout goes on, and a network goes, only when all that came before was done.
        _ => true,
    };

    /// <summary>It keeps this rollout from going on, not only something else of its app.</summary>
    public bool Hinders(RolloutFacts rollout) => Step switch
    {
        ReserveInstance reserve => reserve.Rollout == rollout.Id,
        InstanceStep of => of.Instance.Rollout == rollout.Id || (of.Instance.IsReleaseJob && of.Instance.Release == rollout.Release),
        RemoveNetwork => false,
        _ => true,
    };
}
