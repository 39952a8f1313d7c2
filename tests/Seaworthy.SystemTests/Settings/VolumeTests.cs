using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;

namespace Seaworthy.SystemTests.Settings;

/// <summary>Settings as a user changes them, seen from inside the containers and from the engine.</summary>
public sealed class VolumeTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task What_is_written_on_a_volume_is_there_after_a_deployment_and_a_rollback_and_outlives_the_app()
    {
        // Not by CreateApp: the test deletes it itself.
        var app = await TestedApp.Create(World, [], Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        await Changed(app, HttpMethod.Post, "/volumes", new { name = "data", path = "/data" });
        await Inside(app, "web", "echo kept > /data/file");
        await using var events = ContainerEvents.Watch(app);

        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel), Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
        (await Inside(app, "web", "cat /data/file && echo more >> /data/file")).ShouldBe("kept\n");
        await app.Becomes("succeeded", await app.Rollback(2, Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        (await Inside(app, "web", "cat /data/file")).ShouldBe("kept\nmore\n");
        // Nobody shared it for a moment: what had it ended before what got it began.
        events.Order.ShouldBe(["die web", "start web", "die web", "start web"]);
        var volume = (await Volumes(app)).ShouldHaveSingleItem();
        await app.Becomes("succeeded", await app.Rollback(1, Cancel), Cancel);
        (await Inside(app, "web", "test -e /data/file || echo none")).ShouldBe("none\n", "release 1 had no volume");

        await app.Delete(Cancel);
        (await World.Installation.Engine.Docker(["volume", "inspect", "--format", "{{index .Labels \"seaworthy.installation\"}}", volume], Cancel)).Trim().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_exclusive_volume_allows_one_replica_only()
    {
        var app = await CreateLiveApp("v1");
        await Changed(app, HttpMethod.Post, "/volumes", new { name = "data", path = "/data" });

        (await Refusal(app, HttpMethod.Post, "/scale", new { replicas = 2 })).ShouldContain("exclusive");
        (await Refusal(app, HttpMethod.Post, "/deployments", new { image_id = (await app.View(Cancel)).CurrentImageId, replicas = 2 })).ShouldContain("exclusive");

        await World.Installation.Admin.SendText(HttpMethod.Delete, $"{app.Path}/volumes/data", null, Cancel);
        await World.Installation.Admin.SendText(HttpMethod.Post, $"{app.Path}/scale", new { replicas = 2 }, Cancel);
    }

    private async Task<string> Refusal(TestedApp app, HttpMethod method, string path, object body) =>
        (await Should.ThrowAsync<ApiException>(() => World.Installation.Admin.SendText(method, app.Path + path, body, Cancel))).Body;

    private async Task Changed(TestedApp app, HttpMethod method, string path, object body)
    {
        var answer = JsonNode.Parse(await World.Installation.Admin.SendText(method, app.Path + path, body, Cancel))!;
        await app.Becomes("succeeded", await app.Deployment(answer["deployment_id"]!.GetValue<Guid>(), Cancel), Cancel);
    }

    private Task<string[]> Volumes(TestedApp app) =>
        World.Installation.Engine.DockerIds(["volume", "ls", "--quiet", "--filter", $"label=seaworthy.app={app.Id}"], Cancel);

    private static async Task<string> Inside(TestedApp app, string process, string script) =>
        await app.World.Installation.Engine.Docker(["exec", await Containers.Running(app, process, Cancel), "/bin/sh", "-c", script], Cancel);
}
