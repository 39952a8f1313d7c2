namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>Each promise of the engine, held against every step of every history.</summary>
public sealed class InvariantTests(Histories histories) : IClassFixture<Histories>
{
    [Fact]
    public void S1_a_route_points_only_at_instances_that_were_seen_healthy() => Holds("S1");

    [Fact]
    public void S2_the_last_routed_instance_never_stops_before_its_replacement_is_applied() => Holds("S2");

    [Fact]
    public void S3_at_most_the_old_and_the_new_replicas_run_at_once() => Holds("S3");

    [Fact]
    public void S5_only_what_is_ours_is_touched() => Holds("S5");

    [Fact]
    public void S6_a_rollout_that_ended_is_never_ended_again() => Holds("S6");

    [Fact]
    public void L1_an_obedient_world_ends_every_rollout() => Holds("L1");

    [Fact]
    public void L2_the_plan_for_a_converged_world_is_empty() => Holds("L2");

    [Fact]
    public void L3_every_wait_has_a_next_look() => Holds("L3");

    [Fact]
    public void A_release_command_is_started_at_most_once_and_succeeds_before_its_release_is_live() => Holds("Job");

    [Fact]
    public void A_request_is_never_dropped_by_a_stop() => Holds("Drop");

    [Fact]
    public void Stop_first_instances_never_run_side_by_side() => Holds("Exclusive");

    [Fact]
    public void The_outcome_of_a_rollout_tells_what_serves() => Holds("Outcome");

    [Fact]
    public void What_is_called_live_was_seen_live() => Holds("Live");

    [Fact]
    public void A_rollout_fails_for_the_reason_that_it_tells() => Holds("Truth");

    [Fact]
    public void What_is_told_to_crash_again_and_again_did_so_and_is_returned_from_once() => Holds("Loop");

    [Fact]
    public void In_the_end_exactly_what_is_wanted_runs_and_is_routed() => Holds("Rest");

    [Fact]
    public void No_plan_asks_for_the_impossible() => Holds("World");

    private void Holds(string invariant) => histories.BreakOf(invariant).ShouldBeNull();
}
