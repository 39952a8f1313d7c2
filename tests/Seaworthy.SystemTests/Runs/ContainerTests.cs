using System.Net;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Logs;
using Seaworthy.SystemTests.Rig.Runs;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Runs;

public sealed record ContainerView(
    Guid Id, string? ContainerId, string Name, Guid AppId, string AppSlug, string Process, string Kind, string Instance, int Release, string Status, string State, string? Health, string IpAddress);

public sealed record ContainerOutcomeView(string Message, ContainerView Container);

/// <summary>Single containers, in NanoPaaS's words.</summary>
public sealed class ContainerTests(SharedWorld shared) : SystemTest(shared)
{
    private ApiClient Api => World.Installation.Admin;

    [Fact]
    public async Task Stop_start_and_restart_of_one_of_two_lose_no_request()
    {
        var app = await CreateApp();
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        await app.Scale(2, Cancel);
        await Eventually.True(async token => (await app.View(token)).Replicas == 2, TimeSpan.FromSeconds(60), "two are healthy", Cancel);
        var chosen = (await Of(app)).Single(container => container.Instance == "web.1");
        await using var load = SteadyLoad.Start(app.Load);

        var stopped = await Do(chosen.Id.ToString(), "stop?timeout=5");
        stopped.Container.Status.ShouldBe("held");
        stopped.Container.State.ShouldBe("exited");
        (await Of(app)).Select(container => container.Instance).ShouldBe(["web.2"]);
        (await Of(app, "all=true&")).Count.ShouldBe(2);
        // Longer than the healing would take.
        await Eventually.True(() => load.Answers > 600, TimeSpan.FromSeconds(40), "the other one answers", Cancel);
        (await Api.Get<ContainerView>($"/api/v1/containers/{chosen.Name}", Cancel)).State.ShouldBe("exited");

        var started = await Do(chosen.ContainerId!, "start");
        started.Container.Health.ShouldBe("healthy");
        started.Container.ContainerId.ShouldBe(chosen.ContainerId);

        var restarted = await Do(chosen.ContainerId![..12], "restart");
        restarted.Container.Health.ShouldBe("healthy");
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task What_is_held_gives_way_to_the_next_deployment()
    {
        var app = await CreateApp();
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        var only = (await Of(app)).Single();
        await Do(only.Id.ToString(), "stop");
        (await app.Answer("/", Cancel)).Status.ShouldBe(503);

        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
        await Eventually.True(async token => await Rig.Containers.Of(app, token) == 1, TimeSpan.FromSeconds(60), "the held one is gone", Cancel);
    }

    [Fact]
    public async Task A_service_is_removed_by_force_only_and_replaced()
    {
        var app = await CreateApp();
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        var before = (await Of(app)).Single();

        (await Should.ThrowAsync<ApiException>(() => Api.SendText(HttpMethod.Delete, $"/api/v1/containers/{before.Id}", null, Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);
        await using var load = SteadyLoad.Start(app.Load);
        await Api.SendText(HttpMethod.Delete, $"/api/v1/containers/{before.Id}?force=true", null, Cancel);

        await Eventually.True(
            async token => await Of(app) is [{ Health: "healthy" } other] && other.Id != before.Id, TimeSpan.FromSeconds(60), "another took its place", Cancel);
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task While_a_release_is_watched_a_restart_is_told_when_to_come_again()
    {
        var app = await CreateLiveApp("v1");
        var container = (await Of(app)).Single();

        var refused = await Should.ThrowAsync<ApiException>(() => Do(container.Id.ToString(), "restart"));

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Message.ShouldMatch("Try again in (10|[1-9]) seconds");
    }

    [Fact]
    public async Task A_one_off_is_listed_and_removed()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = "/bin/busybox sleep 600" }, Cancel);
        await app.Becomes("running", run, Cancel);
        (await Of(app)).Single(container => container.Kind == "oneoff").Id.ShouldBe(run.Id);

        await Api.SendText(HttpMethod.Delete, $"/api/v1/containers/{run.Id}", null, Cancel);

        (await app.Ends(run, Cancel)).Status.ShouldBe("stopped");
        await Eventually.True(async token => await app.ContainersOf(run, token) == 0, TimeSpan.FromSeconds(30), "its container is gone", Cancel);
    }

    [Fact]
    public async Task An_image_becomes_an_app()
    {
        var name = $"Box {Guid.NewGuid():n}"[..12];

        var made = await Api.Post<ContainerView>("/api/v1/containers", new { name, image = World.Image, env = new[] { "VERSION=boxed" }, exposed_ports = new[] { "8080/tcp" }, memory_limit = 64_000_000 }, Cancel);

        try
        {
            made.AppSlug.ShouldBe(name.ToLowerInvariant().Replace(' ', '-'));
            (await Should.ThrowAsync<ApiException>(() => Api.Post<ContainerView>("/api/v1/containers", new { name, image = World.Image }, Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);
            await Eventually.True(async token => (await Api.Get<ContainerView>($"/api/v1/containers/{made.Id}", token)).Health == "healthy", TimeSpan.FromSeconds(60), "it is healthy", Cancel);
        }
        finally
        {
            await Api.SendText(HttpMethod.Delete, $"/api/v1/apps/{made.AppId}", null, CancellationToken.None);
        }
        var refused = await Should.ThrowAsync<ApiException>(() => Api.Post<ContainerView>("/api/v1/containers", new { image = "Not An Image", restart_policy = "no", exposed_ports = new[] { 1, 2 } }, Cancel));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var field in (string[])["name", "image", "restart_policy", "exposed_ports"])
            refused.Body.ShouldContain(field);
    }

    [Fact]
    public async Task Its_log_is_plain_text_or_live()
    {
        var app = await CreateLiveApp("v1");
        var container = (await Of(app)).Single();
        await app.Answer("/say?ahoy", Cancel);

        await Eventually.True(
            async token => (await Api.SendText(HttpMethod.Get, $"/api/v1/containers/{container.Id}/logs?tail=1", null, token)) == "ahoy\n", TimeSpan.FromSeconds(20), "the log has the line", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/containers/{container.Id}/logs?follow=true&tail=0");
        using var response = await Api.Open(request, Cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        await app.Answer("/say?followed", Cancel);
        (await lines.ReadLineAsync(Cancel)).ShouldBe("followed");

        var log = WebSocketLog.Read(World.Installation.ServerAddress, $"/ws/containers/{container.Id}/logs", await World.CreateToken("log", Cancel), Cancel);
        var seen = await log.Until("followed", Cancel);
        seen[^1].Text.ShouldContain("\"type\":\"log\"");
        seen[^1].Text.ShouldContain(app.Id.ToString());
    }

    private async Task<List<ContainerView>> Of(TestedApp app, string query = "") => await Api.Get<List<ContainerView>>($"/api/v1/containers?{query}app={app.Slug}", Cancel);

    private Task<ContainerOutcomeView> Do(string id, string verb) => Api.Post<ContainerOutcomeView>($"/api/v1/containers/{id}/{verb}", null, Cancel);
}
