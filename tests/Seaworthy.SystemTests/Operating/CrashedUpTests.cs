using System.Diagnostics;
using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Operated;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Operating;

/// <summary>`sea up` after everything was killed at once, as a power cut does it.</summary>
public sealed class CrashedUpTests
{
    /// <summary>From the call of `sea up` to the first answer of an app; a busy machine of two cores needs a part of it.</summary>
    private static readonly TimeSpan untilAppsAnswer = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan untilDone = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_comes_back_soon_and_is_left_alone_by_the_next_call()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var random = new Random(4711);
        var rounds = Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1" ? 12 : 1;
        for (var round = 0; round < rounds; round++)
        {
            await KillAsync(installation, round == 0 ? null : random);

            var clock = Stopwatch.StartNew();
            var up = installation.Sea(Cancel, "up");
            await installation.SampleAnswers(Cancel);
            clock.Elapsed.ShouldBeLessThan(untilAppsAnswer, $"round {round}");
            (await up).ShouldSucceed();
            clock.Elapsed.ShouldBeLessThan(untilDone, $"round {round}");
        }

        var before = await Processes(installation);
        (await installation.Sea(Cancel, "up")).ShouldSucceed().Errors.ShouldNotContain("restarted");
        (await Processes(installation)).ShouldBe(before);
        before.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    /// <summary>All of it at once, or a part that chance chooses; keepers too, so that nothing comes back by itself.</summary>
    private static async Task KillAsync(OperatedInstallation installation, Random? random)
    {
        var all = ProcessTree.Naming(installation.Home);
        all.ShouldNotBeEmpty();
        var chosen = random is null ? all : [.. all.Where(_ => random.Next(3) > 0)];
        ProcessTree.Kill(chosen);
        var containers = await Engine.OfThisMachine.DockerIds(["container", "ls", "--quiet", "--filter", $"label=seaworthy.installation={installation.Id}"], Cancel);
        if (containers.Length > 0 && (random is null || random.Next(2) == 0))
            await Engine.OfThisMachine.Docker(["container", "kill", .. containers], Cancel);
        if (random is null)
            await Eventually.True(() => ProcessTree.Naming(installation.Home).Count == 0, TimeSpan.FromSeconds(20), "everything is dead", Cancel);
    }

    private static async Task<Dictionary<string, int>> Processes(OperatedInstallation installation)
    {
        var status = JsonNode.Parse((await installation.Sea(Cancel, "status", "--json")).ShouldSucceed().Output)!;
        return status["services"]!.AsArray().Where(service => service!["pid"] is not null).ToDictionary(service => service!["name"]!.GetValue<string>(), service => service!["pid"]!.GetValue<int>());
    }
}
