using System.Text;
using Seaworthy.Docker;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Server.Runs;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Containers;

/// <summary>Managed containers, in NanoPaaS's words: see them, hold and release single ones, read their logs.</summary>
public static class ContainersEndpoints
{
    private const int DefaultTail = 100;
    private const int LongestTail = 5000;
    private const int LongestTimeout = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static void MapContainers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/containers").WithTags("containers");
        group.MapGet("/", ListAsync).Require(Permission.ContainersRead).WithSummary("List the containers of the organization's apps; with all=true also those that do not run.")
            .Produces<IReadOnlyList<ContainerShape>>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/", CreateAsync).Require(Permission.AppsWrite).WithSummary("Make an app of an image and deploy it.")
            .Produces<ContainerShape>(StatusCodes.Status201Created).Produces<ContainerPendingShape>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity).DisableRequestTimeout();
        group.MapGet("/{id}", GetAsync).Require(Permission.ContainersRead).WithSummary("Read a container, by its instance's id, the engine's id or its name.")
            .Produces<ContainerShape>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", DeleteAsync).Require(Permission.ContainersWrite).WithSummary("Stop and remove a one-off run; with force=true replace an instance of a service.")
            .Produces<ContainerOutcomeShape>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        foreach (var (verb, handler, summary) in ((string, Delegate, string)[])
            [
                ("start", StartAsync, "Start a container that was stopped."),
                ("stop", StopAsync, "Stop a container until it is started or replaced by a deployment; out of the routes first."),
                ("restart", RestartAsync, "Stop a container, then start it again."),
            ])
        {
            group.MapPost($"/{{id}}/{verb}", handler).Require(Permission.ContainersWrite).WithSummary(summary)
                .Produces<ContainerOutcomeShape>().Produces<ContainerOutcomeShape>(StatusCodes.Status202Accepted)
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).DisableRequestTimeout();
        }
        group.MapGet("/{id}/logs", LogsAsync).Require(Permission.LogsRead).WithSummary("Read what a container wrote, as plain text; with follow=true as it comes.")
            .AnswersText("text/plain", "listening on 8080\n").ProducesProblem(StatusCodes.Status404NotFound).DisableRequestTimeout();
        routes.MapGet("/ws/containers/{id}/logs", LogSocketAsync).WithTags("containers").Require(Permission.LogsRead).WithSummary("Follow what a container writes, as a WebSocket.")
            .AsWebSocket("To the client, one text message per line: {\"type\":\"log\",\"container_id\":\"…\",\"app_id\":\"…\",\"content\":\"listening\",\"timestamp\":\"…\"}.");
        routes.MapExec();
    }

    private static async Task<IResult> ListAsync(
        bool? all, string? app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, ManagedContainers containers, IDockerEngine docker, CancellationToken ct)
    {
        var organization = http.Actor().Organization;
        App? only = null;
        if (app is not null && (only = await apps.FindAsync(organization, app, ct)) is null)
            return Problem.NotFound("app");
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var shapes = new List<ContainerShape>();
        foreach (var container in page.Cut(http, await containers.ListAsync(organization, only?.Id, page.After, page.Take, ct), container => container.Id.Value))
        {
            var shape = await ShapeAsync(container, docker, ct);
            if (all == true || shape.State is "running" or "paused" or "restarting")
                shapes.Add(shape);
        }
        return Results.Ok(shapes);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, ManagedContainers containers, IDockerEngine docker, CancellationToken ct) =>
        await containers.FindAsync(http.Actor().Organization, id, ct) is { } found ? Results.Ok(await ShapeAsync(found, docker, ct)) : Problem.NotFound("container");

    private static async Task<IResult> StopAsync(
        string id, int? timeout, HttpContext http, ManagedContainers containers, HoldInstance hold, StopRun stopRun, RunStore runs, IDockerEngine docker, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await containers.FindAsync(actor.Organization, id, ct) is not { } found)
            return Problem.NotFound("container");
        if (timeout is < 0 or > LongestTimeout)
            return Problem.Invalid("timeout", $"must be between 0 and {LongestTimeout} seconds");
        if (found.Kind == OneOffInstances.Kind)
            return await StopRunAsync(found, actor, stopRun, runs, docker, ct);
        if (!found.IsService)
            return Problem.Conflict($"This is the {found.Process} command of release v{found.Release}. Cancel its deployment instead.");
        var grace = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        if (await hold.HoldAsync(found.AppId, found.Id, grace, restarts: false, connection => Audit.AddAsync(connection, actor, "stop", "containers", found.Id.ToString()), ct) != HoldInstance.Outcome.Done)
            return NotNow(found);
        return await AnswerAsync(found, shape => shape.State is not ("running" or "restarting" or "paused"), $"{found.AppSlug} {found.Label} is stopped until it is started, or until the next deployment", actor, containers, docker, ct);
    }

    private static async Task<IResult> StartAsync(string id, HttpContext http, ManagedContainers containers, HoldInstance hold, IDockerEngine docker, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await containers.FindAsync(actor.Organization, id, ct) is not { } found)
            return Problem.NotFound("container");
        if (!found.IsService)
            return Problem.Conflict("A command runs once and is not started again. Run it anew.");
        if (await hold.ReleaseAsync(found.AppId, found.Id, connection => Audit.AddAsync(connection, actor, "start", "containers", found.Id.ToString()), ct) != HoldInstance.Outcome.Done)
            return NotNow(found);
        return await AnswerAsync(found, shape => shape is { Health: "healthy", State: "running" } or { Status: "failed" }, $"{found.AppSlug} {found.Label} is started", actor, containers, docker, ct);
    }

    private static async Task<IResult> RestartAsync(string id, int? timeout, HttpContext http, ManagedContainers containers, HoldInstance hold, IDockerEngine docker, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await containers.FindAsync(actor.Organization, id, ct) is not { } found)
            return Problem.NotFound("container");
        if (timeout is < 0 or > LongestTimeout)
            return Problem.Invalid("timeout", $"must be between 0 and {LongestTimeout} seconds");
        if (!found.IsService)
            return Problem.Conflict("A command runs once and is not started again. Run it anew.");
        var before = (await docker.Containers.InspectAsync(found.Name, ct))?.State.StartedAt;
        var grace = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        if (await hold.HoldAsync(found.AppId, found.Id, grace, restarts: true, connection => Audit.AddAsync(connection, actor, "restart", "containers", found.Id.ToString()), ct) != HoldInstance.Outcome.Done)
            return NotNow(found);
        return await AnswerAsync(
            found, shape => (shape is { Health: "healthy", State: "running" } && shape.StartedAt != before) || shape.Status == "failed", $"{found.AppSlug} {found.Label} is restarted", actor, containers, docker, ct);
    }

    private static async Task<IResult> DeleteAsync(
        string id, bool? force, HttpContext http, ManagedContainers containers, HoldInstance hold, StopRun stopRun, RunStore runs, IDockerEngine docker, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await containers.FindAsync(actor.Organization, id, ct) is not { } found)
            return Problem.NotFound("container");
        if (found.Kind == OneOffInstances.Kind)
            return await StopRunAsync(found, actor, stopRun, runs, docker, ct);
        if (!found.IsService)
            return Problem.Conflict($"This is the {found.Process} command of release v{found.Release}. Cancel its deployment instead.");
        if (force != true)
            return Problem.Conflict($"'{found.AppSlug}' wants this instance. Scale the app down, stop the app, or stop this container; with force=true another is made in its place, and it is removed then.");
        if (await hold.ReplaceAsync(found.AppId, found.Id, connection => Audit.AddAsync(connection, actor, "replace", "containers", found.Id.ToString()), ct) != HoldInstance.Outcome.Done)
            return NotNow(found);
        return Results.Ok(new ContainerOutcomeShape($"{found.AppSlug} {found.Label} is replaced: another is made in its place, and it is removed", await ShapeAsync(found, docker, ct)));
    }

    private static async Task<IResult> StopRunAsync(ManagedContainer found, Actor actor, StopRun stop, RunStore runs, IDockerEngine docker, CancellationToken ct)
    {
        if (await runs.FindAsync(actor.Organization, found.Id.Value, ct) is { } run)
            await stop.RunAsync(run, $"stopped by {actor.Name}", connection => Audit.AddAsync(connection, actor, "stop", "runs", run.Id.ToString()), ct);
        return Results.Ok(new ContainerOutcomeShape("The command is stopped, and its container removed; its log is kept", await ShapeAsync(found, docker, ct)));
    }

    /// <summary>Waits until it is so, for a while: 200 then, 202 where it takes longer.</summary>
    private static async Task<IResult> AnswerAsync(
        ManagedContainer asked, Func<ContainerShape, bool> isDone, string message, Actor actor, ManagedContainers containers, IDockerEngine docker, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var shape = await ShapeAsync(asked, docker, ct);
        try
        {
            while (await containers.FindAsync(actor.Organization, asked.Id.ToString(), patience.Token) is { } now)
            {
                shape = await ShapeAsync(now, docker, patience.Token);
                if (isDone(shape))
                    return Results.Ok(new ContainerOutcomeShape(message, shape));
                await Task.Delay(Look, patience.Token);
            }
            return Problem.Conflict("It was removed meanwhile.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Results.Accepted($"/api/v1/containers/{asked.Id}", new ContainerOutcomeShape("This takes longer; it goes on by itself", shape));
        }
    }

    private static async Task<IResult> CreateAsync(
        ContainerRequest request, HttpContext http, CreateApp create, RequestDeployment deploy, DeploymentStore deployments, ManagedContainers containers, IDockerEngine docker, CancellationToken ct)
    {
        var actor = http.Actor();
        if (!request.TryRead(out var read, out var fault))
            return fault!;
        var app = await create.RunAsync(
            new CreateApp.Request
            {
                Organization = actor.Organization,
                Name = read.App.Name!,
                Slug = read.Slug,
                Port = read.App.ExposedPort,
                MemoryBytes = read.App.MemoryLimit,
                CpuMillis = read.App.CpuMillis,
                Environment = read.App.EnvVars ?? [],
                Labels = (read.App.Labels ?? []).ToDictionary(label => label.Key, label => label.Value ?? ""),
            },
            ct);
        if (app is not { } id)
            return Problem.Conflict($"The slug '{read.Slug}' is taken. Choose another name.");
        var deployment = await deploy.RunAsync(
            new RequestDeployment.By(id, "api", actor.Name), new Deployable.Source(new SourceSpec.Image(read.Image, actor.IsLocalRoot), BuildOverrides.None), replicas: null, ct);
        // The app is there whatever becomes of its first container.
        http.Response.Headers.Location = $"/api/v1/apps/{id}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                if (await containers.FirstAsync(actor.Organization, id, patience.Token) is { } made)
                    return Results.Created($"/api/v1/containers/{made.Id}", await ShapeAsync(made, docker, patience.Token));
                if (await deployments.FindAsync(actor.Organization, deployment, patience.Token) is { HasEnded: true } ended)
                    return Problem.Of(StatusCodes.Status422UnprocessableEntity, "The deployment failed", $"The app '{read.Slug}' was made, but its deployment failed: {ended.Reason}");
                await Task.Delay(Look, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Results.Accepted($"/api/v1/deployments/{deployment}", new ContainerPendingShape("The image is still being fetched; the deployment goes on by itself", id.Value, deployment.Value));
        }
    }

    private static async Task<IResult> LogsAsync(string id, int? tail, bool? follow, HttpContext http, ManagedContainers containers, ContainerLogs logs, CancellationToken ct)
    {
        if (await containers.FindAsync(http.Actor().Organization, id, ct) is not { } found)
            return Problem.NotFound("container");
        if (tail is < 0 or > LongestTail)
            return Problem.Invalid("tail", $"must be between 0 and {LongestTail}");
        var lines = logs.ReadAsync(found, tail ?? DefaultTail, follow ?? false, ct);
        if (follow != true)
            return Results.Text(string.Concat(await lines.Select(line => line.Text + "\n").ToListAsync(ct)), "text/plain", Encoding.UTF8);
        return Results.Stream(async body =>
        {
            await body.FlushAsync(ct);
            await foreach (var line in lines.WithCancellation(ct))
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(line.Text + "\n"), ct);
                await body.FlushAsync(ct);
            }
        }, "text/plain; charset=utf-8");
    }

    private static async Task LogSocketAsync(string id, int? tail, HttpContext http, ManagedContainers containers, ContainerLogs logs)
    {
        if (await containers.FindAsync(http.Actor().Organization, id, http.RequestAborted) is not { } found)
        {
            await Problem.NotFound("container").ExecuteAsync(http);
            return;
        }
        var lines = logs.ReadAsync(found, Math.Clamp(tail ?? DefaultTail, 0, LongestTail), follow: true, http.RequestAborted);
        var container = found.ContainerId ?? found.Name;
        await LiveSocket.SendAsync(http, lines.Select(line => ApiJson.Serialize(new LogMessage("log", container, found.AppId.Value, line.Text, line.At))));
    }

    private static async Task<ContainerShape> ShapeAsync(ManagedContainer container, IDockerEngine docker, CancellationToken ct) =>
        ContainerShape.From(container, await docker.Containers.InspectAsync(container.Name, ct));

    private static Problem NotNow(ManagedContainer container) => Problem.Conflict(container switch
    {
        { DrainingSince: not null } => $"{container.Label} is on its way out already.",
        { WatchedSince: { } since } => $"The release of '{container.AppSlug}' went live a moment ago and is watched: what is done to its containers now would be taken for its failure. Try again in {SecondsLeft(since)} seconds.",
        _ => $"A deployment of '{container.AppSlug}' is under way and judges by this container. Wait for it, or cancel it first.",
    });

    private static int SecondsLeft(DateTimeOffset watchedSince) => (int)Math.Ceiling(Math.Max(1, (watchedSince + Timing.Soak - DateTimeOffset.UtcNow).TotalSeconds));

    /// <summary>NanoPaaS's shape of a live line.</summary>
    private sealed record LogMessage(string Type, string ContainerId, Guid AppId, string Content, DateTimeOffset Timestamp);
}

/// <summary>An app that was made, whose container is yet to come.</summary>
public sealed record ContainerPendingShape(string Message, Guid AppId, Guid DeploymentId);
