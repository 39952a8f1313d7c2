using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>A release that is rolled back to comes back as it was, to the last field of its container.</summary>
public sealed class ExactRollbackTests(SharedWorld shared) : SystemTest(shared)
{
    /// <summary>What is an instance's own, as its address is, and no part of the release.</summary>
    private static readonly string[] ofTheInstance =
    [
        "Id", "Name", "Created", "State", "NetworkSettings", "LogPath", "ResolvConfPath", "HostnamePath", "HostsPath", "GraphDriver", "RestartCount",
        "Config.Hostname", "Config.Labels.seaworthy.instance",
    ];

    [Fact]
    public async Task The_container_of_a_release_rolled_back_to_equals_the_original_although_all_settings_changed()
    {
        var app = await CreateApp(("health_path", "/healthz"), ("memory_limit", 128 << 20), ("env_vars", new Dictionary<string, string> { ["COLOUR"] = "blue", ["LINES"] = "one\ntwo" }));
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        var original = await Inspect(app);

        await World.Installation.Admin.SendText(HttpMethod.Patch, app.Path, new { memory_limit = 64 << 20, stop_grace_seconds = 4, labels = new { team = "red" } }, Cancel);
        await World.Installation.Admin.SendText(HttpMethod.Post, $"{app.Path}/env", new Dictionary<string, string> { ["COLOUR"] = "green" }, Cancel);
        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel), Cancel);
        (await Inspect(app)).ShouldNotBe(original);
        app.Repository.Delete();

        await app.Becomes("succeeded", await app.Rollback(1, Cancel), Cancel);

        (await Inspect(app)).ShouldBe(original);
    }

    /// <summary>Everything that the engine says of the app's newest container, but for what is no part of its release; keys in order.</summary>
    private async Task<string> Inspect(TestedApp app)
    {
        var container = await Containers.Running(app, "web", Cancel);
        var inspected = JsonNode.Parse(await World.Installation.Engine.Docker(["inspect", container], Cancel))!.AsArray()[0]!.AsObject();
        foreach (var path in ofTheInstance)
            Remove(inspected, path);
        // The network's name and the settings in it stay; the address is the instance's.
        return Ordered(inspected)!.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }

    private static void Remove(JsonObject node, string path)
    {
        if (node.Remove(path))
            return;
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && node[path[..dot]] is JsonObject inner)
            Remove(inner, path[(dot + 1)..]);
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject properties => new JsonObject(properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => KeyValuePair.Create(property.Key, Ordered(property.Value)))),
        // The engine gives variables and mounts in no certain order.
        JsonArray items => new JsonArray([.. items.Select(Ordered).OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };
}
