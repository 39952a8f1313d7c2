using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed partial class FakeContainers(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "containers"), IContainers
{
    public Task<CreateContainerResult> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        Run<CreateContainerResult>("create", spec.Name, $"create container {spec.Name}", () =>
        {
            if (State.Containers.Exists(container => container.Name == spec.Name))
                return new CreateContainerResult.NameTaken(spec.Name);
            if (State.FindImage(spec.Image) is not { } image)
                return new CreateContainerResult.ImageMissing(spec.Image);
            if (spec.Network is { } attachment)
                State.FindNetwork(attachment.Network)?.Check(attachment.Address);

            foreach (var mount in spec.Mounts.Where(mount => mount.Kind == MountKind.Volume))
                FakeVolumes.GetOrCreate(State, new VolumeSpec(mount.Source!));
            var container = new FakeContainer(State, spec, image);
            State.Containers.Add(container);
            container.Emit("create");
            return new CreateContainerResult.Created(container.Id, []);
        }, cancellationToken);

    public Task<StartOutcome> StartAsync(string container, CancellationToken cancellationToken) =>
        Run("start", container, $"start container {container}", () =>
        {
            var found = State.GetContainer(container);
            if (found.IsActive)
                return StartOutcome.AlreadyRunning;
            found.Start();
            return StartOutcome.Started;
        }, cancellationToken);

    public Task<StopOutcome> StopAsync(string container, TimeSpan grace, CancellationToken cancellationToken) =>
        RunLong("stop", container, $"stop container {container}", () => Stop(container, grace, cancellationToken), cancellationToken);

    public Task<KillOutcome> KillAsync(string container, string signal, CancellationToken cancellationToken) =>
        Run("kill", container, $"send {signal} to container {container}", () =>
        {
            if (State.FindContainer(container) is not { } found)
                return KillOutcome.Absent;
            var name = FakeSignals.Parse(container, signal);
            if (!found.IsActive)
                return KillOutcome.NotRunning;
            found.Signal(name);
            return KillOutcome.Signalled;
        }, cancellationToken);

    public Task RestartAsync(string container, TimeSpan grace, CancellationToken cancellationToken) =>
        RunLong("restart", container, $"restart container {container}", async () =>
        {
            if (await Stop(container, grace, cancellationToken) == StopOutcome.Absent)
                throw FakeRefusal.NoSuchContainer(container);
            lock (State.Gate)
            {
                var found = State.GetContainer(container);
                found.Start();
                found.Emit("restart");
                return true;
            }
        }, cancellationToken);

    public Task<RemoveOutcome> RemoveAsync(string container, ContainerRemoval how, CancellationToken cancellationToken) =>
        Run("remove", container, $"remove container {container}", () =>
        {
            if (State.FindContainer(container) is not { } found)
                return RemoveOutcome.Absent;
            if (found.IsActive && !how.Force)
                return RemoveOutcome.InUse;
            if (found.IsActive)
                found.Signal("SIGKILL");
            State.Containers.Remove(found);
            State.Execs.RemoveAll(exec => exec.Container == found);
            found.Emit("destroy");
            return RemoveOutcome.Removed;
        }, cancellationToken);

    public Task<ContainerDetails?> InspectAsync(string container, CancellationToken cancellationToken) =>
        Run("inspect", container, $"inspect container {container}", () => State.FindContainer(container)?.Details(), cancellationToken);

    public Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerQuery query, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<ContainerSummary>>("list", "", "list containers", () =>
        [
            .. State.Containers
                .Where(container => FakeState.Fits(container.Labels, query.Labels)
                    && (query.Name is null || container.Name == query.Name)
                    && (!query.RunningOnly || container.IsActive))
                .Reverse()
                .Select(container => container.Summary()),
        ], cancellationToken);

    public Task<ContainerExit> WaitAsync(string container, CancellationToken cancellationToken) =>
        RunLong("wait", container, $"wait for container {container}", async () =>
        {
            FakeContainer found;
            Task ended;
            lock (State.Gate)
            {
                found = State.GetContainer(container);
                ended = found.IsActive ? found.Ended : Task.CompletedTask;
            }

            await ended.WaitAsync(cancellationToken);
            return new ContainerExit(found.ExitCode ?? 0, null);
        }, cancellationToken);

    public Task<RenameOutcome> RenameAsync(string container, string name, CancellationToken cancellationToken) =>
        Run("rename", container, $"rename container {container} to {name}", () =>
        {
            var found = State.GetContainer(container);
            if (found.Name == name)
                throw new FakeRefusal(HttpStatusCode.BadRequest, "Renaming a container with the same name as its current name");
            if (State.Containers.Exists(other => other.Name == name))
                return RenameOutcome.NameTaken;
            var old = found.Name;
            found.Name = name;
            found.Emit("rename", null, ("oldName", "/" + old));
            return RenameOutcome.Renamed;
        }, cancellationToken);

    public Task<IReadOnlyList<string>> UpdateAsync(string container, ContainerUpdate update, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<string>>("update", container, $"update container {container}", () =>
        {
            State.GetContainer(container).Update(update);
            return [];
        }, cancellationToken);

    private async Task<StopOutcome> Stop(string container, TimeSpan grace, CancellationToken cancellationToken)
    {
        FakeContainer found;
        Task ended;
        lock (State.Gate)
        {
            if (State.FindContainer(container) is not { } there)
                return StopOutcome.Absent;
            found = there;
            if (!found.IsActive)
                return StopOutcome.AlreadyStopped;
            found.Signal(found.StopSignal);
            ended = found.IsActive ? found.Ended : Task.CompletedTask;
        }

        if (grace > TimeSpan.Zero && !ended.IsCompleted)
            await Task.WhenAny(ended, Task.Delay(grace, State.Time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        lock (State.Gate)
        {
            if (found.IsActive && !ended.IsCompleted)
                found.Signal("SIGKILL");
            found.Emit("stop");
        }

        return StopOutcome.Stopped;
    }
}
