using Seaworthy.Testing;

namespace Seaworthy.SystemTests.RigTests;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Time_passes_only_when_it_is_moved()
    {
        var start = clock.GetUtcNow();
        var stamp = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromSeconds(3));

        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(3));
        clock.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_each_at_its_time()
    {
        var start = clock.GetUtcNow();
        var fired = new List<string>();
        using var late = Timer("late", seconds: 5);
        using var early = Timer("early", seconds: 2);

        clock.Advance(TimeSpan.FromSeconds(10));

        fired.ShouldBe(["early at 2", "late at 5"]);

        ITimer Timer(string name, int seconds) => clock.CreateTimer(
            _ => fired.Add($"{name} at {(clock.GetUtcNow() - start).TotalSeconds:0}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period_until_it_is_disposed()
    {
        var fired = 0;
        var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromSeconds(3.5));
        timer.Dispose();
        clock.Advance(TimeSpan.FromSeconds(3.5));

        fired.ShouldBe(3);
        clock.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock, Cancel);
        clock.ArmedTimers.ShouldBe(1);

        clock.Advance(TimeSpan.FromSeconds(59));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }
}
