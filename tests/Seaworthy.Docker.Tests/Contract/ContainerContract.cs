using System.Net;
using Seaworthy.Testing;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>The life of a container. What an engine answers here, the fake answers too.</summary>
public abstract class ContainerContract(EngineSetting setting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IContainers Containers => setting.Engine.Containers;

    [Fact]
    public async Task A_created_container_has_not_run()
    {
        var id = await setting.Create(setting.NewContainer(Program.Obedient), Cancel);

        var seen = await setting.Inspect(id, Cancel);

        seen.Id.ShouldBe(id);
        seen.State.ShouldBe(new ContainerState { Status = ContainerStatus.Created });
        seen.RestartCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_is_taken_until_its_holder_is_removed()
    {
        var spec = setting.NewContainer(Program.Obedient);
        var first = await setting.Create(spec, Cancel);

        (await Containers.CreateAsync(spec, Cancel)).ShouldBe(new CreateContainerResult.NameTaken(spec.Name));
        (await Containers.RemoveAsync(first, ContainerRemoval.Whole, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await Containers.CreateAsync(spec, Cancel)).ShouldBeOfType<CreateContainerResult.Created>();
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_not_pulled()
    {
        var spec = setting.NewContainer(Program.Obedient) with { Image = "seaworthy-test/nothing:1" };

        (await Containers.CreateAsync(spec, Cancel)).ShouldBe(new CreateContainerResult.ImageMissing(spec.Image));
        (await Containers.InspectAsync(spec.Name, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Starting_twice_says_so()
    {
        var id = await setting.Create(setting.NewContainer(Program.Obedient), Cancel);

        (await Containers.StartAsync(id, Cancel)).ShouldBe(StartOutcome.Started);
        (await Containers.StartAsync(id, Cancel)).ShouldBe(StartOutcome.AlreadyRunning);

        var state = (await setting.Inspect(id, Cancel)).State;
        state.Status.ShouldBe(ContainerStatus.Running);
        state.IsRunning.ShouldBeTrue();
        state.Pid.ShouldNotBeNull();
        state.StartedAt.ShouldNotBeNull();
        state.ExitCode.ShouldBeNull();
    }

    [Fact]
    public async Task Starting_what_is_not_there_is_an_error()
    {
        var error = await Should.ThrowAsync<DockerException>(() => Containers.StartAsync(setting.NewName(), Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        error.EngineMessage.ShouldContain("No such container");
        error.Operation.ShouldStartWith("start container");
    }

    [Fact]
    public async Task A_command_that_cannot_be_run_fails_the_start_and_is_kept_as_the_reason()
    {
        var id = await setting.Create(setting.NewContainer(Program.Broken), Cancel);

        var error = await Should.ThrowAsync<DockerException>(() => Containers.StartAsync(id, Cancel));

        error.EngineMessage.ShouldContain("no such file or directory");
        var state = (await setting.Inspect(id, Cancel)).State;
        state.Status.ShouldBe(ContainerStatus.Created);
        state.Error.ShouldBe(error.EngineMessage);
        state.ExitCode.ShouldBeNull();
    }

    [Fact]
    public async Task Stopping_ends_an_obedient_container_by_its_own_exit_code()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);

        (await Containers.StopAsync(id, TimeSpan.FromSeconds(10), Cancel)).ShouldBe(StopOutcome.Stopped);

        var state = (await setting.Inspect(id, Cancel)).State;
        state.Status.ShouldBe(ContainerStatus.Exited);
        state.ExitCode.ShouldBe(0);
        state.Pid.ShouldBeNull();
        state.FinishedAt.ShouldNotBeNull();
        state.FinishedAt.Value.ShouldBeGreaterThan(state.StartedAt!.Value);
        (await Containers.StopAsync(id, TimeSpan.FromSeconds(10), Cancel)).ShouldBe(StopOutcome.AlreadyStopped);
    }

    [Fact]
    public async Task Stopping_kills_a_stubborn_container_after_its_grace()
    {
        var id = await setting.Run(setting.NewContainer(Program.Stubborn), Cancel);

        (await Containers.StopAsync(id, TimeSpan.FromSeconds(1), Cancel)).ShouldBe(StopOutcome.Stopped);

        (await setting.Inspect(id, Cancel)).State.ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task What_is_not_there_is_absent_to_stop_kill_and_remove()
    {
        var nobody = setting.NewName();

        (await Containers.StopAsync(nobody, TimeSpan.Zero, Cancel)).ShouldBe(StopOutcome.Absent);
        (await Containers.KillAsync(nobody, "SIGTERM", Cancel)).ShouldBe(KillOutcome.Absent);
        (await Containers.RemoveAsync(nobody, ContainerRemoval.Whole, Cancel)).ShouldBe(RemoveOutcome.Absent);
        (await Containers.InspectAsync(nobody, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_signal_reaches_the_process()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);

        (await Containers.KillAsync(id, "SIGTERM", Cancel)).ShouldBe(KillOutcome.Signalled);

        (await Containers.WaitAsync(id, Cancel)).ShouldBe(new ContainerExit(0, null));
        (await Containers.KillAsync(id, "SIGTERM", Cancel)).ShouldBe(KillOutcome.NotRunning);
    }

    [Fact]
    public async Task A_signal_that_there_is_none_of_is_an_error()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);

        var error = await Should.ThrowAsync<DockerException>(() => Containers.KillAsync(id, "SIGNONE", Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Waiting_gives_the_exit_code_also_when_it_is_long_over()
    {
        var id = await setting.Run(setting.NewContainer(Program.Failing), Cancel);

        (await Containers.WaitAsync(id, Cancel)).ExitCode.ShouldBe(3);
        (await Containers.WaitAsync(id, Cancel)).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Restarting_runs_it_anew()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);
        var first = (await setting.Inspect(id, Cancel)).State;

        await Containers.RestartAsync(id, TimeSpan.FromSeconds(10), Cancel);

        var second = (await setting.Inspect(id, Cancel)).State;
        second.Status.ShouldBe(ContainerStatus.Running);
        second.StartedAt!.Value.ShouldBeGreaterThan(first.StartedAt!.Value);
        second.Pid.ShouldNotBe(first.Pid);
    }

    [Fact]
    public async Task A_running_container_is_removed_by_force_only()
    {
        var id = await setting.Run(setting.NewContainer(Program.Stubborn), Cancel);

        (await Containers.RemoveAsync(id, ContainerRemoval.IfStopped, Cancel)).ShouldBe(RemoveOutcome.InUse);
        (await setting.Inspect(id, Cancel)).State.IsRunning.ShouldBeTrue();
        (await Containers.RemoveAsync(id, ContainerRemoval.Whole, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await Containers.RemoveAsync(id, ContainerRemoval.Whole, Cancel)).ShouldBe(RemoveOutcome.Absent);
    }

    [Fact]
    public async Task A_policy_restarts_what_fails_and_gives_up_after_its_retries()
    {
        var spec = setting.NewContainer(Program.Failing) with { RestartPolicy = ContainerRestartPolicy.OnFailure(2) };
        var id = await setting.Run(spec, Cancel);

        var seen = await Eventually.Get(token => setting.Inspect(id, token),
            container => container is { RestartCount: 2, State.Status: ContainerStatus.Exited },
            Patience, "the engine gives up after two retries", Cancel);

        seen.State.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_policy_does_not_restart_what_was_stopped()
    {
        var spec = setting.NewContainer(Program.Obedient) with { RestartPolicy = ContainerRestartPolicy.UnlessStopped };
        var id = await setting.Run(spec, Cancel);

        await Containers.StopAsync(id, TimeSpan.FromSeconds(10), Cancel);

        var seen = await setting.Inspect(id, Cancel);
        seen.State.Status.ShouldBe(ContainerStatus.Exited);
        seen.RestartCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_policy_does_not_restart_what_ended_by_our_signal()
    {
        var spec = setting.NewContainer(Program.Obedient) with { RestartPolicy = new(RestartMode.Always) };
        var id = await setting.Run(spec, Cancel);

        await Containers.KillAsync(id, "SIGTERM", Cancel);

        (await Containers.WaitAsync(id, Cancel)).ExitCode.ShouldBe(0);
        (await setting.Inspect(id, Cancel)).State.Status.ShouldBe(ContainerStatus.Exited);
    }

    [Fact]
    public async Task A_container_between_two_restarts_counts_as_started_and_can_be_stopped()
    {
        var spec = setting.NewContainer(Program.Failing) with { RestartPolicy = new(RestartMode.Always) };
        var id = await setting.Run(spec, Cancel);
        var seen = await Eventually.Get(token => setting.Inspect(id, token),
            container => container is { RestartCount: >= 3, State.Status: ContainerStatus.Restarting },
            Patience, "it waits for its next restart", Cancel);

        seen.State.ExitCode.ShouldBe(3);
        seen.State.IsRunning.ShouldBeFalse();
        (await Containers.StartAsync(id, Cancel)).ShouldBe(StartOutcome.AlreadyRunning);
        await Containers.StopAsync(id, TimeSpan.FromSeconds(1), Cancel);
        (await setting.Inspect(id, Cancel)).State.Status.ShouldBe(ContainerStatus.Exited);
    }

    [Fact]
    public async Task Renaming_frees_the_old_name_and_takes_no_other()
    {
        var (a, b) = (setting.NewContainer(Program.Obedient), setting.NewContainer(Program.Obedient));
        var id = await setting.Create(a, Cancel);
        await setting.Create(b, Cancel);
        var free = setting.NewName();

        (await Containers.RenameAsync(id, b.Name, Cancel)).ShouldBe(RenameOutcome.NameTaken);
        (await Containers.RenameAsync(id, free, Cancel)).ShouldBe(RenameOutcome.Renamed);

        (await setting.Inspect(free, Cancel)).Id.ShouldBe(id);
        (await Containers.InspectAsync(a.Name, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Limits_and_policy_change_in_place()
    {
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Limits = new() { MemoryBytes = 64 << 20, MemoryAndSwapBytes = 64 << 20, Pids = 20 },
        };
        var id = await setting.Run(spec, Cancel);

        await Containers.UpdateAsync(id, new ContainerUpdate
        {
            Limits = new() { NanoCpus = 500_000_000, Pids = 30 },
            RestartPolicy = ContainerRestartPolicy.UnlessStopped,
        }, Cancel);

        var host = (await setting.Inspect(id, Cancel)).Host;
        host.Limits.ShouldBe(new ContainerLimits
        {
            MemoryBytes = 64 << 20, MemoryAndSwapBytes = 64 << 20, NanoCpus = 500_000_000, Pids = 30,
        });
        host.RestartPolicy.ShouldBe(ContainerRestartPolicy.UnlessStopped);
    }
}

public sealed class RealContainerTests(RealSetting setting) : ContainerContract(setting);

public sealed class FakeContainerTests(FakeSetting setting) : ContainerContract(setting), IClassFixture<FakeSetting>;
