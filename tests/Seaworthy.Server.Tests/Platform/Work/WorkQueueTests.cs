using Seaworthy.Server.Platform.Work;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Platform.Work;

public sealed class WorkQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly WorkQueue queue = new(database.Db, Boot.New());
    private readonly string kind = $"test-{Guid.NewGuid():n}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_given_to_one_worker_at_a_time()
    {
        for (var i = 0; i < 50; i++)
            await queue.NudgeAsync(kind, Guid.CreateVersion7(), Cancel);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.ClaimAsync(kind, 10, Cancel)));

        var keys = claims.SelectMany(claim => claim).Select(claim => claim.Key).ToList();
        keys.Count.ShouldBe(50);
        keys.Distinct().Count().ShouldBe(50);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_nudge_during_a_look_makes_the_key_due_again(int? hoursToTheNext)
    {
        var key = Guid.CreateVersion7();
        await queue.NudgeAsync(kind, key, Cancel);
        var claim = (await queue.ClaimAsync(kind, 1, Cancel)).Single();

        await queue.NudgeAsync(kind, key, Cancel);
        (await queue.ClaimAsync(kind, 1, Cancel)).ShouldBeEmpty();
        await queue.CompleteAsync(kind, claim, hoursToTheNext is { } hours ? DateTimeOffset.UtcNow.AddHours(hours) : null, Cancel);

        (await queue.ClaimAsync(kind, 1, Cancel)).Single().Key.ShouldBe(key);
    }

    [Fact]
    public async Task A_finished_key_is_gone_and_a_waiting_one_is_not_due()
    {
        var (done, later) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await queue.NudgeAsync(kind, done, Cancel);
        await queue.NudgeAsync(kind, later, Cancel);
        foreach (var claim in await queue.ClaimAsync(kind, 2, Cancel))
            await queue.CompleteAsync(kind, claim, claim.Key == done ? null : DateTimeOffset.UtcNow.AddHours(1), Cancel);

        (await queue.ClaimAsync(kind, 2, Cancel)).ShouldBeEmpty();
        await queue.NudgeAsync(kind, later, Cancel);
        (await queue.ClaimAsync(kind, 2, Cancel)).Single().Key.ShouldBe(later);
    }

    [Fact]
    public async Task A_failed_look_is_tried_again_later_and_counted()
    {
        var key = Guid.CreateVersion7();
        await queue.NudgeAsync(kind, key, Cancel);
        await queue.FailAsync(kind, (await queue.ClaimAsync(kind, 1, Cancel)).Single(), "the engine is away", Cancel);

        (await queue.ClaimAsync(kind, 1, Cancel)).ShouldBeEmpty();
        await queue.NudgeAsync(kind, key, Cancel);
        (await queue.ClaimAsync(kind, 1, Cancel)).Single().Attempts.ShouldBe(1);
    }
}
