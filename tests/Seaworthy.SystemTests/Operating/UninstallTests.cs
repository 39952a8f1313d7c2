using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Operated;

namespace Seaworthy.SystemTests.Operating;

/// <summary>What is taken away, and what is not ours to take.</summary>
public sealed class UninstallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uninstall_leaves_data_and_purge_leaves_nothing_but_what_others_have()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var (id, engine, name) = (installation.Id, Engine.OfThisMachine, $"foreign-{Guid.NewGuid():n}");
        var chain = $"SEA-{id.ToString("n")[^12..]}";
        var app = await AppId(installation);
        var image = await TestAppImage.Ensure(Cancel);
        string[] ofOurs = ["--filter", $"label=seaworthy.installation={id}"];
        try
        {
            // Things of somebody else, which even carry our label, as whatever is made from an image of ours does.
            await engine.Docker(["volume", "create", "--label", $"seaworthy.installation={id}", name], Cancel);
            await engine.Docker(["network", "create", "--label", $"seaworthy.installation={id}", "--subnet", "10.223.255.0/28", name], Cancel);
            await engine.Docker(["run", "--detach", "--name", name, "--label", $"seaworthy.installation={id}", image], Cancel);
            await engine.Docker(["tag", image, $"{name}:v1"], Cancel);
            (await Seaworthy.Testing.Tool.Run("iptables", ["-w", "10", "-S"], Cancel)).ShouldContain(chain);

            (await installation.Sea(Cancel, "uninstall")).ExitCode.ShouldBe(2);
            await installation.SampleAnswers(Cancel);
            var gone = (await installation.Sea(Cancel, "uninstall", "--yes")).ShouldSucceed();

            gone.Output.ShouldContain($"Data stays in {installation.Home}");
            (await engine.DockerIds(["container", "ls", "--all", "--format", "{{.Names}}", .. ofOurs], Cancel)).ShouldBe([name]);
            (await engine.DockerIds(["network", "ls", "--format", "{{.Name}}", .. ofOurs], Cancel)).ShouldBe([name]);
            (await Seaworthy.Testing.Tool.Run("iptables", ["-w", "10", "-S"], Cancel)).ShouldNotContain(chain);
            ProcessTree.Naming(installation.Home).ShouldBeEmpty();
            Directory.Exists(Path.Combine(installation.Home, "bin")).ShouldBeFalse();
            Directory.Exists(Path.Combine(installation.Home, "keys")).ShouldBeTrue();
            (await Tags(engine, app)).ShouldNotBeEmpty();

            // What stayed is enough to come back.
            (await installation.Sea(Cancel, "up")).ShouldSucceed();
            await installation.SampleAnswers(Cancel);
            (await installation.Sea(Cancel, "uninstall", "--yes")).ShouldSucceed();
            // What stayed can also be purged by itself.
            (await installation.Sea(Cancel, "uninstall", "--purge", "--yes")).ShouldSucceed();

            Directory.Exists(installation.Home).ShouldBeFalse();
            ProcessTree.Naming(installation.Home).ShouldBeEmpty();
            (await Tags(engine, app)).ShouldBeEmpty();
            (await engine.DockerIds(["container", "ls", "--all", "--format", "{{.Names}}", .. ofOurs], Cancel)).ShouldBe([name]);
            (await engine.DockerIds(["container", "ls", "--format", "{{.Names}}", "--filter", $"name={name}"], Cancel)).ShouldBe([name]);
            (await engine.DockerIds(["volume", "ls", "--format", "{{.Name}}", "--filter", $"name={name}"], Cancel)).ShouldBe([name]);
            (await engine.DockerIds(["network", "ls", "--format", "{{.Name}}", "--filter", $"name={name}"], Cancel)).ShouldBe([name]);
            (await engine.DockerIds(["image", "ls", "--format", "{{.Tag}}", name], Cancel)).ShouldBe(["v1"]);
        }
        finally
        {
            await engine.Docker(["rm", "--force", name], CancellationToken.None);
            await engine.Docker(["volume", "rm", "--force", name], CancellationToken.None);
            await engine.Docker(["network", "rm", "--force", name], CancellationToken.None);
            await engine.Docker(["image", "rm", "--force", $"{name}:v1"], CancellationToken.None);
        }
    }

    [Fact]
    public async Task Without_an_engine_what_is_in_it_stays_and_is_named()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        string[] ofOurs = ["--filter", $"label=seaworthy.installation={installation.Id}"];
        var containers = await Engine.OfThisMachine.DockerIds(["container", "ls", "--all", "--quiet", .. ofOurs], Cancel);
        await File.AppendAllTextAsync(Path.Combine(installation.Home, "settings.env"), "DOCKER_HOST=\"unix:///nonexistent/docker.sock\"\n", Cancel);

        var gone = (await installation.Sea(Cancel, "uninstall", "--yes")).ShouldSucceed();

        gone.Errors.ShouldContain("Containers and networks of apps stay: Docker Engine cannot be asked what is in it");
        gone.Output.ShouldContain($"docker ps --all --quiet {string.Join(' ', ofOurs)}");
        (await Engine.OfThisMachine.DockerIds(["container", "ls", "--all", "--quiet", .. ofOurs], Cancel)).ShouldBe(containers, ignoreOrder: true);
        ProcessTree.Naming(installation.Home).ShouldBeEmpty();
    }

    private static async Task<Guid> AppId(OperatedInstallation installation)
    {
        using var admin = installation.Admin();
        return JsonNode.Parse(await admin.SendText(HttpMethod.Get, "/api/v1/apps/hello", null, Cancel))!["id"]!.GetValue<Guid>();
    }

    private static Task<string[]> Tags(Engine engine, Guid app) => engine.DockerIds(["image", "ls", "--format", "{{.Tag}}", $"seaworthy/{app}"], Cancel);
}
