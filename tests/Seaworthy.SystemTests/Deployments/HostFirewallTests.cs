using System.Globalization;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Installations;
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
    public async Task The_rules_of_a_bridge_go_with_its_network()
    {
        var app = await CreateLiveApp("v1");
        var container = (await Containers.Ids(app, Cancel))[0];
        var network = (await World.Installation.Engine.Docker(["inspect", "--format", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}", container], Cancel)).Trim();
        var bridge = (await World.Installation.Engine.Docker(["network", "inspect", "--format", "{{index .Options \"com.docker.network.bridge.name\"}}", network], Cancel)).Trim();
        (await FirewallRules.Of("INPUT", Cancel)).ShouldContain(rule => rule.Contains($"-i {bridge} ", StringComparison.Ordinal));

        await app.Order("stop", Cancel);

        await Eventually.True(
            async token => !(await FirewallRules.Of("INPUT", token)).Concat(await FirewallRules.Of("DOCKER-USER", token)).Any(rule => rule.Contains($"-i {bridge} ", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(45), "no rule names the bridge", Cancel);
    }

    /// <summary>Succeeds if a connection is accepted.</summary>
    private Task Knock(string container, string host, int port) => World.Installation.Engine.Docker(
        ["exec", container, "/bin/busybox", "nc", "-w", "5", host, port.ToString(CultureInfo.InvariantCulture)], Cancel);
}
