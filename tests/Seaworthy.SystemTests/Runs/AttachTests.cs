using System.Security.Cryptography;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Runs;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Runs;

/// <summary>Somebody types into a run, or into a program inside a container.</summary>
public sealed class AttachTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Input_is_read_to_its_end_and_output_comes_whole()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = new[] { "/bin/busybox", "sha256sum" }, attach = true }, Cancel);
        using var client = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel);
        var input = RandomNumberGenerator.GetBytes(1_000_000);
        for (var at = 0; at < input.Length; at += 50_000)
            await client.Send(input.AsMemory(at, 50_000), Cancel);

        await client.Control(new { type = "eof" }, Cancel);
        await client.Ends(Cancel);

        client.ExitCode.ShouldBe(0);
        client.Stdout.ShouldStartWith(Convert.ToHexStringLower(SHA256.HashData(input)));
        (await app.Ends(run, Cancel)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_first_output_is_not_missed_and_streams_are_told_apart()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = "echo out; echo err >&2; exit 7", attach = true }, Cancel);
        using var client = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel);

        await client.Ends(Cancel);

        client.Stdout.ShouldBe("out\n");
        client.Stderr.ShouldBe("err\n");
        client.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task A_terminal_has_its_size_and_changes_it()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = new[] { "/bin/sh" }, tty = true, rows = 33, columns = 99, attach = true }, Cancel);
        using var client = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel);

        await client.Type("/bin/busybox stty size\n", Cancel);
        await client.Prints("33 99", Cancel);
        await client.Control(new { type = "resize", rows = 50, columns = 132 }, Cancel);
        await client.Type("/bin/busybox stty size\n", Cancel);
        await client.Prints("50 132", Cancel);
        await client.Type("exit 4\n", Cancel);
        await client.Ends(Cancel);

        client.ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Who_goes_away_may_come_back()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = new[] { "/bin/sh" }, tty = true, attach = true }, Cancel);
        using (var first = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel))
        {
            await first.Type("x=kept\n", Cancel);
            await first.Prints("x=kept", Cancel);
            first.Vanish();
        }

        using var second = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel);
        await second.Type("echo still-$x\n", Cancel);
        await second.Prints("still-kept", Cancel);
        await second.Control(new { type = "signal", signal = "KILL" }, Cancel);
        await second.Ends(Cancel);

        second.ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task Who_stays_away_ends_it()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = "/bin/busybox sleep 600", attach = true }, Cancel);
        using (var client = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel))
        {
            await app.Becomes("running", run, Cancel);
            client.Vanish();
        }

        var ended = await app.Ends(run, Cancel);

        ended.Status.ShouldBe("stopped");
        (ended.FinishedAt - ended.StartedAt).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromSeconds(29));
    }

    [Fact]
    public async Task A_detached_run_shows_its_output_from_the_beginning_and_does_not_mind_who_watches()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = "echo first; /bin/busybox sleep 3; echo last; exit 5" }, Cancel);
        await app.Becomes("running", run, Cancel);
        using (var gone = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel))
        {
            await gone.Prints("first", Cancel);
            gone.Vanish();
        }
        using var client = await ProcessClient.Open(World, $"/ws/runs/{run.Id}/attach", Cancel);

        await client.Ends(Cancel);

        client.Stdout.ShouldBe("first\nlast\n");
        client.ExitCode.ShouldBe(5);
    }

    [Fact]
    public async Task A_program_inside_an_instance_runs_as_it_does()
    {
        var app = await CreateLiveApp("v1", "GREETING=ahoy");
        using var client = await ProcessClient.Open(World, $"/ws/apps/{app.Slug}/exec?process=web&ordinal=1", Cancel);
        await client.Control(new { type = "start", command = new[] { "/bin/sh", "-c", "echo $GREETING; /bin/busybox cat; exit 9" } }, Cancel);
        await client.Type("typed\n", Cancel);
        await client.Prints("typed", Cancel);

        await client.Control(new { type = "eof" }, Cancel);
        await client.Ends(Cancel);

        client.Stdout.ShouldBe("ahoy\ntyped\n");
        client.ExitCode.ShouldBe(9);
    }

    [Fact]
    public async Task A_program_inside_an_instance_has_a_terminal_and_hears_signals()
    {
        var app = await CreateLiveApp("v1");
        using var client = await ProcessClient.Open(World, $"/ws/apps/{app.Slug}/exec", Cancel);
        await client.Control(new { type = "start", command = new[] { "/bin/sh", "-c", "trap 'echo heard; exit 6' INT; /bin/busybox stty size; while true; do /bin/busybox sleep 0.1; done" }, tty = true, rows = 21, columns = 84 }, Cancel);
        await client.Prints("21 84", Cancel);

        await client.Control(new { type = "signal", signal = "INT" }, Cancel);
        await client.Ends(Cancel);

        client.Stdout.ShouldContain("heard");
        client.ExitCode.ShouldBe(6);
    }

    [Fact]
    public async Task A_program_inside_an_instance_ends_when_its_client_goes_away()
    {
        var app = await CreateLiveApp("v1");
        var container = (await Rig.Containers.Ids(app, Cancel)).Single();
        using (var client = await ProcessClient.Open(World, $"/ws/containers/{container[..12]}/exec", Cancel))
        {
            await client.Control(new { type = "start", command = new[] { "/bin/sh", "-c", "/bin/busybox sleep 4711 & echo started; wait" } }, Cancel);
            await client.Prints("started", Cancel);
            (await Sleepers(container)).ShouldBe(1);
            client.Vanish();
        }

        await Eventually.True(async _ => await Sleepers(container) == 0, TimeSpan.FromSeconds(40), "the program and what it started are gone", Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task What_cannot_be_run_inside_an_instance_says_so()
    {
        var app = await CreateLiveApp("v1");
        using var client = await ProcessClient.Open(World, $"/ws/apps/{app.Slug}/exec", Cancel);
        await client.Control(new { type = "start", command = new[] { "/no/such/program" } }, Cancel);

        await client.Ends(Cancel);

        client.ExitCode.ShouldBe(126);
        client.Stdout.ShouldContain("/no/such/program");
    }

    private async Task<int> Sleepers(string container) =>
        (await World.Installation.Engine.Docker(["container", "top", container, "-eo", "pid,args"], Cancel)).Split('\n').Count(line => line.Contains("sleep 4711", StringComparison.Ordinal) && !line.Contains("sh -c", StringComparison.Ordinal));
}
