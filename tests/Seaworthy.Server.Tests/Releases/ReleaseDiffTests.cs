using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Tests.Releases;

public sealed class ReleaseDiffTests
{
    [Fact]
    public void Of_TheSame_IsEmpty() => Text(Content(Web()), Content(Web())).ShouldBeEmpty();

    [Fact]
    public void Of_OtherVariables_ShowsPlainOnesAndMasksSecrets()
    {
        var from = Content(new() { ["A"] = "1", ["B"] = "old", ["KEY"] = "s3cret" }, ["KEY"], Web());
        var to = Content(new() { ["B"] = "new", ["C"] = "3", ["KEY"] = "0ther", ["MORE"] = "hidden" }, ["KEY", "MORE"], Web());

        Text(from, to).ShouldBe(["env.A: \"1\" -> null", "env.B: \"old\" -> \"new\"", "env.C: null -> \"3\"", "env.KEY: \"********\" -> \"******** (changed)\"", "env.MORE: null -> \"********\""]);
    }

    [Fact]
    public void Of_AVariableThatBecameSecret_ShowsNeitherValue()
    {
        var text = string.Join('\n', Text(Content(new() { ["KEY"] = "was-plain" }, [], Web()), Content(new() { ["KEY"] = "is-secret" }, ["KEY"], Web())));

        text.ShouldNotContain("was-plain");
        text.ShouldNotContain("is-secret");
    }

    [Fact]
    public void Of_OtherProcesses_NamesEachFieldAndWhatCameOrWent()
    {
        var from = Content(Web(), Web() with { Name = "worker" });
        var to = Content(Web() with { Command = ["node", "server.js"], MemoryBytes = 256_000_000 }, Web() with { Name = "clock" });

        var changes = ReleaseDiff.Of(from, to);

        changes.Select(change => change.Path).ShouldBe(["processes.clock", "processes.web.command", "processes.web.memory_limit", "processes.worker"]);
        changes[0].From.ShouldBeNull();
        changes[3].To.ShouldBeNull();
        Text(from, to)[1].ShouldBe("processes.web.command: null -> \"node server.js\"");
    }

    private static List<string> Text(ReleaseContent from, ReleaseContent to) =>
        [.. ReleaseDiff.Of(from, to).Select(change => $"{change.Path}: {change.From?.ToJsonString() ?? "null"} -> {change.To?.ToJsonString() ?? "null"}")];

    private static ReleaseContent Content(params ReleaseProcess[] processes) => Content([], [], processes);

    private static ReleaseContent Content(Dictionary<string, string> environment, string[] secret, params ReleaseProcess[] processes) => new(processes, environment, secret);

    private static ReleaseProcess Web() => new()
    {
        Name = "web", Kind = ProcessKind.Service, ImageId = "sha256:1", ImageTag = "seaworthy/a:1", MemoryBytes = 512_000_000, CpuMillis = 500, Pids = 256,
        Drain = TimeSpan.FromSeconds(30), StopGrace = TimeSpan.FromSeconds(10), StartDeadline = TimeSpan.FromSeconds(120),
    };
}
