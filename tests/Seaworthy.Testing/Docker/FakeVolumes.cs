using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed class FakeVolumes(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "volumes"), IVolumes
{
    public Task<VolumeDetails> CreateAsync(VolumeSpec spec, CancellationToken cancellationToken) =>
        Run("create", spec.Name, $"create volume {spec.Name}", () => GetOrCreate(State, spec), cancellationToken);

    public Task<VolumeDetails?> InspectAsync(string volume, CancellationToken cancellationToken) =>
        Run("inspect", volume, $"inspect volume {volume}", () => Find(State, volume), cancellationToken);

    public Task<IReadOnlyList<VolumeDetails>> ListAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<VolumeDetails>>("list", "", "list volumes",
            () => [.. State.Volumes.Where(volume => FakeState.Fits(volume.Labels, labels))], cancellationToken);

    public Task<RemoveOutcome> RemoveAsync(string volume, CancellationToken cancellationToken) =>
        Run("remove", volume, $"remove volume {volume}", () =>
        {
            if (Find(State, volume) is not { } found)
                return RemoveOutcome.Absent;
            if (State.Containers.Exists(container => container.Spec.Mounts.Any(mount => mount.Kind == MountKind.Volume && mount.Source == volume)))
                return RemoveOutcome.InUse;
            State.Volumes.Remove(found);
            Emit(State, "destroy", volume);
            return RemoveOutcome.Removed;
        }, cancellationToken);

    /// <summary>As a container's mount does too, for a volume that is not there.</summary>
    internal static VolumeDetails GetOrCreate(FakeState state, VolumeSpec spec)
    {
        if (Find(state, spec.Name) is { } found)
            return found;
        var volume = new VolumeDetails(
            spec.Name, "local", $"/var/lib/docker/volumes/{spec.Name}/_data", state.Now, spec.Labels);
        state.Volumes.Add(volume);
        Emit(state, "create", spec.Name);
        return volume;
    }

    private static VolumeDetails? Find(FakeState state, string name) => state.Volumes.Find(volume => volume.Name == name);

    private static void Emit(FakeState state, string action, string volume) =>
        state.Events.Add("volume", action, volume, new Dictionary<string, string> { ["driver"] = "local" });
}
