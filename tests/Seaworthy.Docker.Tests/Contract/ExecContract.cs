using System.Net;
using System.Text;
using Seaworthy.Testing;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>Further processes in a container.</summary>
public abstract class ExecContract(EngineSetting setting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IExecs Execs => setting.Engine.Execs;

    [Fact]
    public async Task Its_input_ends_while_its_output_goes_on()
    {
        var exec = await Create(new ExecSpec(["/bin/cat"]) { Stdin = true });
        await using var streams = await Execs.StartAsync(exec, tty: false, Cancel);

        await streams.WriteAsync("one\n"u8.ToArray(), Cancel);
        await streams.WriteAsync("two\n"u8.ToArray(), Cancel);
        streams.CloseInput();

        var frames = await Read(streams);
        frames.ShouldAllBe(frame => frame.Stream == OutputStream.Stdout);
        Text(frames).ShouldBe("one\ntwo\n");
        var ended = await Ended(exec);
        ended.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_terminal_is_one_raw_stream_of_a_size()
    {
        var exec = await Create(new ExecSpec(["/bin/cat"]) { Stdin = true, Tty = true, Size = new TerminalSize(24, 80) });
        await using var streams = await Execs.StartAsync(exec, tty: true, Cancel);
        await Execs.ResizeAsync(exec, new TerminalSize(50, 132), Cancel);

        await streams.WriteAsync("typed\n"u8.ToArray(), Cancel);

        var seen = "";
        await foreach (var frame in streams.ReadAsync(Cancel))
        {
            frame.Stream.ShouldBe(OutputStream.Terminal);
            seen += Encoding.UTF8.GetString(frame.Bytes.Span);
            if (seen.Contains("typed", StringComparison.Ordinal))
                break;
        }
    }

    [Fact]
    public async Task While_it_runs_it_has_no_exit_code()
    {
        var exec = await Create(new ExecSpec(["/bin/cat"]) { Stdin = true });
        await using var streams = await Execs.StartAsync(exec, tty: false, Cancel);

        var running = (await Execs.InspectAsync(exec, Cancel)).ShouldNotBeNull();

        running.Running.ShouldBeTrue();
        running.ExitCode.ShouldBeNull();
        running.Id.ShouldBe(exec);
    }

    [Fact]
    public async Task A_command_that_cannot_be_run_says_so()
    {
        var exec = await Create(new ExecSpec(["/bin/nothing-of-this-name"]));
        await using var streams = await Execs.StartAsync(exec, tty: false, Cancel);

        Text(await Read(streams)).ShouldContain("exec failed");
        (await Ended(exec)).ExitCode.ShouldBe(126);
    }

    [Fact]
    public async Task In_what_does_not_run_there_is_none()
    {
        var stopped = await setting.Create(setting.NewContainer(Program.Obedient), Cancel);

        (await Should.ThrowAsync<DockerException>(() => Execs.CreateAsync(stopped, new ExecSpec(["/bin/cat"]), Cancel)))
            .StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Should.ThrowAsync<DockerException>(() => Execs.CreateAsync(setting.NewName(), new ExecSpec(["/bin/cat"]), Cancel)))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Execs.InspectAsync(new string('a', 64), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task It_ends_with_its_container()
    {
        var container = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);
        var exec = await Execs.CreateAsync(container, new ExecSpec(["/bin/cat"]) { Stdin = true }, Cancel);
        await using var streams = await Execs.StartAsync(exec, tty: false, Cancel);

        await streams.WriteAsync("running\n"u8.ToArray(), Cancel);
        var seen = new List<OutputFrame>();
        await foreach (var frame in streams.ReadAsync(Cancel))
        {
            seen.Add(frame);
            await setting.Engine.Containers.KillAsync(container, "SIGKILL", Cancel);
        }

        Text(seen).ShouldBe("running\n");
    }

    private async Task<string> Create(ExecSpec spec) =>
        await Execs.CreateAsync(await setting.Run(setting.NewContainer(Program.Obedient), Cancel), spec, Cancel);

    // The engine notes the end a moment after the streams have closed.
    private async Task<ExecDetails> Ended(string exec) => (await Eventually.Get(
        token => Execs.InspectAsync(exec, token), details => details is { Running: false, ExitCode: not null }, Patience, "it has ended", Cancel))!;

    private static async Task<List<OutputFrame>> Read(ProcessStreams streams)
    {
        var frames = new List<OutputFrame>();
        await foreach (var frame in streams.ReadAsync(Cancel))
            frames.Add(frame);
        return frames;
    }

    private static string Text(List<OutputFrame> frames) => string.Concat(frames.Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span)));
}

public sealed class RealExecTests(RealSetting setting) : ExecContract(setting);

public sealed class FakeExecTests(FakeSetting setting) : ExecContract(setting), IClassFixture<FakeSetting>;
