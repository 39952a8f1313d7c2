using Seaworthy.Testing;

namespace Seaworthy.SystemTests.RigTests;

public sealed class EventuallyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_looks_again_until_the_value_holds()
    {
        var looks = 0;

        var value = await Eventually.Get(_ => Task.FromResult(++looks), now => now == 3, TimeSpan.FromSeconds(10), "three", Cancel);

        value.ShouldBe(3);
    }

    [Fact]
    public async Task A_timeout_tells_what_was_awaited_and_the_last_value()
    {
        var error = await Should.ThrowAsync<TimeoutException>(
            () => Eventually.Get(_ => Task.FromResult("blue"), value => value == "red", TimeSpan.Zero, "it turns red", Cancel));

        error.Message.ShouldContain("it turns red; the last value was: blue");
    }

    [Fact]
    public async Task An_error_is_a_reason_to_look_again()
    {
        var looks = 0;

        await Eventually.Passes(
            _ => ++looks < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask, TimeSpan.FromSeconds(10), "it passes", Cancel);

        looks.ShouldBe(3);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => Eventually.True(() => false, TimeSpan.FromMinutes(1), "never", cancelled.Token));
    }
}
