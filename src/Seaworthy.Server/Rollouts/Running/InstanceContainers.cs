using System.Net;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>The container of one instance: created, started, told to stop, removed. Writes the row first, acts then.</summary>
public sealed class InstanceContainers(IDockerEngine docker, InstanceStore instances, ReleaseStore releases, EventLog events, Installation installation)
{
    private const int TailLines = 100;

    public async Task CreateAsync(AppDesired desired, InstanceFacts instance, CancellationToken ct)
    {
        var process = desired.Process(instance.Release, instance.Process)
            ?? throw new InvalidOperationException($"Release {instance.Release} has no process '{instance.Process}'.");
        var environment = await releases.OpenEnvironmentAsync(instance.Release, ct);
        var spec = ContainerSpecs.Make(installation.Id, desired.App, instance, process, environment);
        if (await EnsureVolumesAsync(desired.App, process, ct) is { } refusal)
        {
            await instances.RefusedAsync(instance.Id, refusal, ct);
            return;
        }
        await instances.CreatingAsync(instance.Id, ct);
        switch (await docker.Containers.CreateAsync(spec, ct))
        {
            case CreateContainerResult.Created created:
                await instances.CreatedAsync(instance.Id, created.Id, ct);
                break;
            case CreateContainerResult.ImageMissing:
                await instances.RefusedAsync(instance.Id, $"its image {process.ImageTag} is not on this server any more; deploy again to build it anew", ct);
                break;
            case CreateContainerResult.NameTaken:
                // Made by an earlier attempt whose answer was lost: the name is ours by its id, so it is adopted.
                await AdoptAsync(instance, ct);
                break;
        }
    }

    private async Task AdoptAsync(InstanceFacts instance, CancellationToken ct)
    {
        if (await docker.Containers.InspectAsync(instance.Name, ct) is { } earlier)
            await instances.CreatedAsync(instance.Id, earlier.Id, ct);
    }

    /// <summary>Makes the volumes that it mounts, with our labels: the engine would make them without.</summary>
    /// <returns>Why it cannot have them, or null.</returns>
    private async Task<string?> EnsureVolumesAsync(AppId app, ReleaseProcess process, CancellationToken ct)
    {
        foreach (var mount in process.Mounts)
        {
            var labels = new Dictionary<string, string>
            {
                [Labels.Installation] = installation.Id.ToString(), [Labels.App] = app.ToString(), [Labels.Volume] = mount.Name,
            };
            var volume = await docker.Volumes.CreateAsync(new VolumeSpec(mount.Volume) { Labels = labels }, ct);
            if (volume.Labels.GetValueOrDefault(Labels.App) != app.ToString())
                return $"the engine has a volume {mount.Volume} that is not this app's";
        }
        return null;
    }

    public async Task StartAsync(InstanceFacts instance, CancellationToken ct)
    {
        // What was started once is never started again, whoever asks: a command that has ended looks to the engine as if it could be.
        if (!instance.IsService && (await docker.Containers.InspectAsync(instance.Name, ct))?.State.Status != ContainerStatus.Created)
            return;
        if (!await instances.StartSentAsync(instance.Id, ct))
            await AdoptAsync(instance, ct);
        try
        {
            await docker.Containers.StartAsync(instance.Name, ct);
        }
        catch (DockerException e) when (e is not DockerUnavailableException && IsForGood(e))
        {
            await instances.RefusedAsync(instance.Id, e.EngineMessage, ct);
        }
    }

    /// <summary>Sends the stop signal unless the instance was taken out of its drain in this moment.</summary>
    public async Task StopAsync(InstanceFacts instance, CancellationToken ct)
    {
        if (!await instances.StopSentAsync(instance.Id, ct))
            return;
        var container = await docker.Containers.InspectAsync(instance.Name, ct);
        // Between two runs nothing hears a signal, and the engine would start it again: this alone makes it stay down.
        if (container?.State.Status == ContainerStatus.Restarting)
            await docker.Containers.StopAsync(instance.Name, TimeSpan.FromSeconds(1), ct);
        else
            await docker.Containers.KillAsync(instance.Name, container?.Config.StopSignal ?? "SIGTERM", ct);
    }

    public async Task RemoveAsync(InstanceFacts instance, CancellationToken ct)
    {
        await docker.Containers.RemoveAsync(instance.Name, ContainerRemoval.Whole, ct);
        await instances.RemovedAsync(instance.Id, ct);
    }

    /// <summary>What a job printed is told in its deployment's log too, once.</summary>
    public async Task KeepLogsAsync(AppId app, InstanceFacts instance, CancellationToken ct)
    {
        string tail;
        try
        {
            tail = await LogTail.ReadAsync(docker, instance.Name, TailLines, ct);
        }
        catch (DockerException e) when (e is not DockerUnavailableException)
        {
            // Nothing must wait for a log that cannot be read.
            tail = $"(its log cannot be read: {e.EngineMessage})\n";
        }
        if (await instances.KeepLogsAsync(instance.Id, tail, ct) && !instance.IsService)
            await events.AddAsync(app, instance.Rollout, "output", [.. tail.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{instance.Label} | {line}")], ct);
    }

    /// <summary>The command cannot be run or a mount cannot be made: another try would end the same way. What else fails is tried again.</summary>
    private static bool IsForGood(DockerException e) =>
        e.StatusCode is HttpStatusCode.BadRequest || e.EngineMessage.Contains("OCI runtime", StringComparison.Ordinal);
}
