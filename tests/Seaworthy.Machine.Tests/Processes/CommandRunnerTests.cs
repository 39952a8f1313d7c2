using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Tests.Processes;

public sealed class CommandRunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_GathersBothStreamsAndTheExitCode()
    {
        var lines = new List<string>();
        var result = await new Command("sh", "-c", "echo out; echo err >&2; exit 3") { OnLine = lines.Add }.RunAsync(Cancellation);

        (result.ExitCode, result.Output, result.Errors).ShouldBe((3, "out\n", "err\n"));
        lines.Order().ShouldBe(["err", "out"]);
    }

    [Fact]
    public async Task RunAsync_Arguments_ReachTheProgramAsTheyAre()
    {
        var result = await new Command("printf", "%s|", "a b", "$HOME", "'; id").RunAsync(Cancellation);

        result.Output.ShouldBe("a b|$HOME|'; id|\n");
    }

    [Fact]
    public async Task RunAsync_Input_IsRead() =>
        (await new Command("tr", "a-z", "A-Z") { Input = "hello" }.RunAsync(Cancellation)).Output.ShouldBe("HELLO\n");

    [Fact]
    public async Task RunAsync_PastTheDeadline_KillsTheWholeTree()
    {
        var result = await new Command("sh", "-c", "sleep 300 & echo $!; wait") { Deadline = TimeSpan.FromMilliseconds(300) }.RunAsync(Cancellation);

        result.ExitCode.ShouldBeNull();
        ProcessIdentity.Of(int.Parse(result.Output)).ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_DaemonLeftBehindHoldsThePipe_ReturnsAllTheSame()
    {
        var result = await new Command("sh", "-c", "sleep 30 & echo $!").RunAsync(Cancellation);

        result.Succeeded.ShouldBeTrue();
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        ProcessTable.KillIfCommandMentions(int.Parse(result.Output), "sleep");
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_SaysWhich() =>
        (await Should.ThrowAsync<ProgramMissingException>(() => new Command("no-such-program").RunAsync(Cancellation)))
            .Message.ShouldContain("no-such-program");

    [Fact]
    public async Task OrThrow_Failed_SaysWhatWhyAndWhatNext()
    {
        var result = await new Command("sh", "-c", "echo disk full >&2; exit 1").RunAsync(Cancellation);

        Should.Throw<CommandFailedException>(() => result.OrThrow("The files could not be written", "Make room."))
            .Message.ShouldBe("The files could not be written: `sh -c echo disk full >&2; exit 1` ended with exit code 1. Make room.\ndisk full");
    }
}
