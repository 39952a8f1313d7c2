using Seaworthy.Machine.Processes;
using Seaworthy.Testing;

namespace Seaworthy.Machine.Tests.Processes;

public sealed class ForegroundTests : IDisposable
{
    /// <summary>Says that it runs, and ends once it is let.</summary>
    private const string Script = "echo $$ > pid.new; mv pid.new pid; until [ -e go ]; do sleep 0.05; done; touch done";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-foreground-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_ItsOwnEnd_IsItsExitCode() =>
        (await Foreground.RunAsync(new Command("sh", "-c", "exit 3"), TimeSpan.Zero, Cancellation)).ShouldBe(3);

    [Fact]
    public async Task RunAsync_Cancelled_LetsItTidyUp_AndIsNoSuccess()
    {
        using var interrupt = new CancellationTokenSource();
        var running = Foreground.RunAsync(InFolder(), Patience, interrupt.Token);
        await RunsAsync();

        await interrupt.CancelAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "go"), "", Cancellation);

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(Patience, Cancellation));
        File.Exists(Path.Combine(folder, "done")).ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_CancelledAndPastItsGrace_KillsIt()
    {
        using var interrupt = new CancellationTokenSource();
        var running = Foreground.RunAsync(InFolder(), TimeSpan.Zero, interrupt.Token);
        var process = await RunsAsync();

        await interrupt.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(Patience, Cancellation));
        ProcessIdentity.Of(process).ShouldBeNull();
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_SaysWhich() =>
        (await Should.ThrowAsync<ProgramMissingException>(() => Foreground.RunAsync(new Command("no-such-program"), TimeSpan.Zero, Cancellation)))
            .Message.ShouldContain("no-such-program");

    private Command InFolder() => new("sh", "-c", $"cd {folder}; {Script}");

    private async Task<int> RunsAsync()
    {
        var pid = Path.Combine(folder, "pid");
        await Eventually.True(() => File.Exists(pid), Patience, "the program runs", Cancellation);
        return int.Parse(await File.ReadAllTextAsync(pid, Cancellation));
    }
}
