using System.Net;
using Seaworthy.Testing;
using Seaworthy.Testing.Docker;

namespace Seaworthy.Docker.Tests.Fake;

/// <summary>What the fake can do that no engine does: fail to order, and live by a clock of our own.</summary>
public sealed class FakeEngineTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly FakeEngine engine;

    public FakeEngineTests() => engine = new FakeEngine(clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task A_fault_before_a_call_leaves_nothing_done()
    {
        engine.Images.Add("app", FakeBehaviour.Serving);
        engine.Calls.FailNext("containers.create", FaultPoint.Before);

        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Containers.CreateAsync(Spec("web"), Cancel));

        (await engine.Containers.InspectAsync("web", Cancel)).ShouldBeNull();
        engine.Calls.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_after_a_call_leaves_it_done()
    {
        engine.Images.Add("app", FakeBehaviour.Serving);
        engine.Calls.FailNext("containers.create", FaultPoint.After);

        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Containers.CreateAsync(Spec("web"), Cancel));

        (await engine.Containers.InspectAsync("web", Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public void A_fault_in_what_does_not_exist_is_refused() =>
        Should.Throw<ArgumentException>(() => engine.Calls.FailNext("containers.strat", FaultPoint.Before)).Message.ShouldContain("containers.start");

    [Fact]
    public async Task Hooks_see_every_call()
    {
        engine.Images.Add("app", FakeBehaviour.Serving);
        var seen = new List<string>();
        engine.Calls.Before = call => Note($"before {call.Operation} {call.Subject}");
        engine.Calls.After = call => Note($"after {call.Operation} {call.Subject}");

        await engine.Containers.CreateAsync(Spec("web"), Cancel);
        await Should.ThrowAsync<DockerException>(() => engine.Containers.StartAsync("other", Cancel));

        seen.ShouldBe(["before containers.create web", "after containers.create web", "before containers.start other"]);
        engine.Calls.Made.Select(call => call.Operation).ShouldBe(["containers.create", "containers.start"]);

        Task Note(string what)
        {
            seen.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task When_it_is_down_nothing_answers_and_watches_break()
    {
        var watching = Task.Run(
            async () =>
            {
                await foreach (var _ in engine.Events.WatchAsync(new(), Cancel))
                {
                }
            }, Cancel);
        await Eventually.True(() => engine.Calls.Made.Count == 1, TimeSpan.FromSeconds(10), "the watch began", Cancel);

        engine.Calls.GoDown();

        await Should.ThrowAsync<DockerUnavailableException>(() => watching);
        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Daemon.PingAsync(Cancel));
        engine.Calls.ComeBack();
        await engine.Daemon.PingAsync(Cancel);
    }

    [Fact]
    public async Task Time_passes_by_its_clock_only()
    {
        engine.Images.Add("app", FakeBehaviour.Exiting(1, TimeSpan.FromSeconds(30)));
        var id = await Run(Spec("web"));

        clock.Advance(TimeSpan.FromSeconds(29));
        (await State(id)).Status.ShouldBe(ContainerStatus.Running);
        clock.Advance(TimeSpan.FromSeconds(1));

        var state = await State(id);
        state.Status.ShouldBe(ContainerStatus.Exited);
        state.ExitCode.ShouldBe(1);
        (state.FinishedAt - state.StartedAt).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Restarts_wait_twice_as_long_each_time_and_start_over_after_a_steady_run()
    {
        engine.Images.Add("app", run => FakeBehaviour.Exiting(1, run.Number == 3 ? TimeSpan.FromSeconds(20) : TimeSpan.FromSeconds(1)));
        var id = await Run(Spec("web") with { RestartPolicy = ContainerRestartPolicy.UnlessStopped });
        var starts = new List<double>();
        var began = clock.GetUtcNow();

        for (var step = 0; step < 250; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            if ((await State(id)).StartedAt is { } started && (starts.Count == 0 || starts[^1] != (started - began).TotalSeconds))
                starts.Add((started - began).TotalSeconds);
        }

        starts.ShouldBe([0, 1.1, 2.3, 22.4, 23.6, 25]);
    }

    [Fact]
    public async Task It_answers_when_its_image_says_so()
    {
        engine.Images.Add("app", FakeBehaviour.Serving with { AnswersAfter = TimeSpan.FromSeconds(15), HealthyAfter = TimeSpan.FromSeconds(20) });
        await engine.Networks.CreateAsync(new NetworkSpec { Name = "net", Subnet = IPNetwork.Parse("10.1.0.0/28") }, Cancel);
        var address = IPAddress.Parse("10.1.0.5");
        var id = await Run(Spec("web") with
        {
            Network = new NetworkAttachment("net", address),
            HealthCheck = new ContainerHealthCheck(["CMD", "/check"]),
        });

        clock.Advance(TimeSpan.FromSeconds(14));
        engine.AnswersAt(address).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        engine.AnswersAt(address).ShouldBeTrue();
        (await State(id)).Health!.Status.ShouldBe(HealthStatus.Starting);
        clock.Advance(TimeSpan.FromSeconds(5));
        (await State(id)).Health!.Status.ShouldBe(HealthStatus.Healthy);
        engine.Crash(id, 139);
        engine.AnswersAt(address).ShouldBeFalse();
    }

    [Fact]
    public async Task What_dies_for_lack_of_memory_says_so()
    {
        engine.Images.Add("app", FakeBehaviour.Exiting(0, TimeSpan.FromSeconds(1)) with { OutOfMemory = true });
        var id = await Run(Spec("web"));

        clock.Advance(TimeSpan.FromSeconds(1));

        var state = await State(id);
        state.OomKilled.ShouldBeTrue();
        state.ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task A_published_image_can_be_pulled()
    {
        engine.Images.Publish("registry.test/app:1", FakeBehaviour.Serving);

        await foreach (var _ in engine.Images.PullAsync("registry.test/app:1", null, Cancel))
        {
        }

        var image = await engine.Images.InspectAsync("registry.test/app:1", Cancel);
        image.ShouldNotBeNull().Digests.ShouldBe([$"registry.test/app@{image.Id}"]);
    }

    [Fact]
    public async Task Ids_are_the_same_in_each_run()
    {
        using var other = new FakeEngine(clock);
        other.Images.Add("app", FakeBehaviour.Serving).ShouldBe(engine.Images.Add("app", FakeBehaviour.Serving));
        (await other.Containers.CreateAsync(Spec("web"), Cancel)).ToString().ShouldBe((await engine.Containers.CreateAsync(Spec("web"), Cancel)).ToString());
    }

    private static ContainerSpec Spec(string name) => new() { Name = name, Image = "app" };

    private async Task<string> Run(ContainerSpec spec)
    {
        await engine.Containers.CreateAsync(spec, Cancel);
        await engine.Containers.StartAsync(spec.Name, Cancel);
        return spec.Name;
    }

    private async Task<ContainerState> State(string container) => (await engine.Containers.InspectAsync(container, Cancel))!.State;
}
