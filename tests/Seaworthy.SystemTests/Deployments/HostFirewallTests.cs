using System.Globalization;
using Seaworthy.Machine.Removal;
using Seaworthy.SystemTests.Rig;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>An app is a stranger to the host that it runs on.</summary>
public sealed class HostFirewallTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task An_app_reaches_the_web_ports_of_its_host_and_nothing_else()
    {
        var app = await CreateLiveApp("v1");
        var container = (await Containers.Ids(app, Cancel))[0];
        var host = (await World.Installation.Engine.Docker(["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}", container], Cancel)).Trim();

        await Knock(container, host, World.Installation.Edge.Port);
        await Should.ThrowAsync<ToolFailedException>(() => Knock(container, host, World.Installation.ServerAddress.Port));
    }

    [Fact]
    public async Task Two_rules_are_for_all_apps_and_go_with_the_last()
    {
        await using var alone = await World.Start("firewall", Cancel);
        var apps = new List<TestedApp>();
        for (var number = 1; number <= 3; number++)
        {
            var app = await TestedApp.Create(alone, [], Cancel);
            await app.BecomesLive(await app.DeployImage(alone.Image, Cancel), Cancel);
            apps.Add(app);
        }
        var pattern = (await alone.Installation.FirewallRules("INPUT", Cancel)).ShouldHaveSingleItem().Split(' ')[3];
        (await alone.Installation.FirewallRules("DOCKER-USER", Cancel)).ShouldHaveSingleItem().ShouldContain($"-i {pattern} ");
        foreach (var app in apps)
            FirewallTraces.Matches(pattern, await BridgeOf(app)).ShouldBeTrue();

        foreach (var app in apps)
        {
            (await alone.Installation.FirewallRules("INPUT", Cancel)).ShouldHaveSingleItem();
            await app.Order("stop", Cancel);
            await Eventually.True(async token => await Networks.Of(app, token) == 0, TimeSpan.FromSeconds(60), "its network is gone", Cancel);
        }

        await Eventually.True(async token => (await alone.Installation.FirewallRules(null, token)).Length == 0, TimeSpan.FromSeconds(10), "no rule of ours is left", Cancel);
    }

    [Fact]
    public async Task Rules_that_somebody_took_away_are_back_within_half_a_minute()
    {
        var app = await CreateLiveApp("v1");
        var rule = (await World.Installation.FirewallRules("INPUT", Cancel)).ShouldHaveSingleItem();

        await Tool.Run("iptables", ["-w", "10", "-D", .. rule.Split(' ')[1..]], Cancel);

        await Eventually.True(async token => (await World.Installation.FirewallRules("INPUT", token)).Contains(rule), TimeSpan.FromSeconds(45), $"{app.Slug} is guarded again", Cancel);
    }

    private static async Task<string> BridgeOf(TestedApp app) => (await app.World.Installation.Engine.Docker(
        ["network", "inspect", "--format", "{{index .Options \"com.docker.network.bridge.name\"}}", $"sea-{app.Id:n}"], Cancel)).Trim();

    /// <summary>Succeeds if a connection is accepted.</summary>
    private Task Knock(string container, string host, int port) => World.Installation.Engine.Docker(
        ["exec", container, "/bin/busybox", "nc", "-w", "5", host, port.ToString(CultureInfo.InvariantCulture)], Cancel);
}
