using System.Net;
using System.Text.RegularExpressions;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed partial class Containers(EngineTransport transport) : IContainers
{
    public async Task<CreateContainerResult> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", "create").With("name", spec.Name);
        var request = EngineRequest.Post($"create container {spec.Name}", path)
            .WithJson(spec.ToWire(), EngineJson.Default.ContainerCreateWire);
        var reply = await transport.SendAsync(request, cancellationToken);
        if (reply.Status == HttpStatusCode.Conflict)
            return new CreateContainerResult.NameTaken(spec.Name);
        if (reply.Status == HttpStatusCode.NotFound && reply.Says("no such image"))
            return new CreateContainerResult.ImageMissing(spec.Image);

        var created = reply.Read(EngineJson.Default.IdWire);
        return new CreateContainerResult.Created(created.Id, created.Warnings ?? []);
    }

    public async Task<StartOutcome> StartAsync(string container, CancellationToken cancellationToken)
    {
        // No body at all: even a JSON null is refused here.
        var request = EngineRequest.Post($"start container {container}", EnginePath.Of("containers", container, "start"));
        var reply = await transport.SendAsync(request, cancellationToken);
        if (reply.Status == HttpStatusCode.NotModified)
            return StartOutcome.AlreadyRunning;
        reply.EnsureSuccess();
        return StartOutcome.Started;
    }

    public async Task<StopOutcome> StopAsync(string container, TimeSpan grace, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "stop").With("t", grace);
        var request = EngineRequest.Post($"stop container {container}", path) with { Grace = grace };
        var reply = await transport.SendAsync(request, cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.NotModified:
                return StopOutcome.AlreadyStopped;
            case HttpStatusCode.NotFound:
                return StopOutcome.Absent;
            default:
                reply.EnsureSuccess();
                return StopOutcome.Stopped;
        }
    }

    public async Task<KillOutcome> KillAsync(string container, string signal, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "kill").With("signal", signal);
        var reply = await transport.SendAsync(EngineRequest.Post($"send {signal} to container {container}", path), cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.Conflict:
                return KillOutcome.NotRunning;
            case HttpStatusCode.NotFound:
                return KillOutcome.Absent;
            default:
                reply.EnsureSuccess();
                return KillOutcome.Signalled;
        }
    }

    public async Task RestartAsync(string container, TimeSpan grace, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "restart").With("t", grace);
        var request = EngineRequest.Post($"restart container {container}", path) with { Grace = grace };
        (await transport.SendAsync(request, cancellationToken)).EnsureSuccess();
    }

    public async Task<RemoveOutcome> RemoveAsync(string container, ContainerRemoval how, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container).With("force", how.Force).With("v", how.AnonymousVolumes);
        var reply = await transport.SendAsync(EngineRequest.Delete($"remove container {container}", path), cancellationToken);
        switch (reply.Status)
        {
            case HttpStatusCode.NotFound:
                return RemoveOutcome.Absent;
            case HttpStatusCode.Conflict:
                return reply.Says("in progress") ? RemoveOutcome.InProgress : RemoveOutcome.InUse;
            default:
                reply.EnsureSuccess();
                return RemoveOutcome.Removed;
        }
    }

    public async Task<ContainerDetails?> InspectAsync(string container, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"inspect container {container}", EnginePath.Of("containers", container, "json"));
        var reply = await transport.SendAsync(request, cancellationToken);
        return reply.Status == HttpStatusCode.NotFound ? null : reply.Read(EngineJson.Default.ContainerInspectWire).ToDetails();
    }

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerQuery query, CancellationToken cancellationToken)
    {
        // The engine takes the name for a pattern, and keeps names with their slash.
        var names = query.Name is { } name ? new[] { $"^/{Regex.Escape(name)}$" } : [];
        var filters = new Filters().With("label", query.Labels).With("name", names);
        var path = EnginePath.Of("containers", "json").With("all", !query.RunningOnly).With(filters);
        var found = await transport.ReadAsync(
            EngineRequest.Get("list containers", path), EngineJson.Default.ListContainerListWire, cancellationToken);
        return [.. found.Select(wire => wire.ToSummary())];
    }

    public async Task<ContainerExit> WaitAsync(string container, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"wait for container {container}", EnginePath.Of("containers", container, "wait"));
        await using var body = await transport.OpenAsync(request, cancellationToken);
        var exit = await body.ReadJsonAsync(EngineJson.Default.ContainerWaitWire, cancellationToken);
        return new ContainerExit(exit.StatusCode, exit.Error?.Message);
    }

    public async Task<RenameOutcome> RenameAsync(string container, string name, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "rename").With("name", name);
        var reply = await transport.SendAsync(EngineRequest.Post($"rename container {container} to {name}", path), cancellationToken);
        if (reply.Status == HttpStatusCode.Conflict)
            return RenameOutcome.NameTaken;
        reply.EnsureSuccess();
        return RenameOutcome.Renamed;
    }

    public async Task<IReadOnlyList<string>> UpdateAsync(
        string container, ContainerUpdate update, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"update container {container}", EnginePath.Of("containers", container, "update"))
            .WithJson(update.ToWire(), EngineJson.Default.ContainerUpdateWire);
        return (await transport.ReadAsync(request, EngineJson.Default.WarningsWire, cancellationToken)).Warnings ?? [];
    }

    public async Task<ProcessTable> TopAsync(string container, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"list processes of container {container}", EnginePath.Of("containers", container, "top"));
        var wire = await transport.ReadAsync(request, EngineJson.Default.TopWire, cancellationToken);
        return new ProcessTable(wire.Titles ?? [], wire.Processes ?? []);
    }
}
