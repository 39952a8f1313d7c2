using System.Runtime.CompilerServices;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Testing;

namespace Seaworthy.Machine.Tests.Services;

public sealed class KeepersTests : IAsyncLifetime
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    private static readonly Service sample = new("sample", "A sample");

    private readonly TemporaryHome temporary = new();
    private readonly Keepers keepers;
    private readonly List<ServiceSpec> started = [];

    public KeepersTests() => keepers = new Keepers(temporary.Home, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var spec in started)
            await keepers.StopAsync(spec.Service with { StopGrace = TimeSpan.FromSeconds(2) }, CancellationToken.None);
        temporary.Dispose();
    }

    [Fact]
    public async Task A_service_that_is_killed_is_started_again()
    {
        var spec = await StartAsync(Sleeper());
        var first = await ProcessAsync(spec);

        await Signal.SendAsync(first, "KILL", Cancellation);

        await UntilAsync(async () => (await ObserveAsync(spec)).Process is { } now && now != first);
        LogOf(spec).ShouldContain("ended with 137; starting it again in 1 s");
    }

    [Fact]
    public async Task Stop_ends_the_service_by_its_signal_and_keeps_it_ended()
    {
        var spec = await StartAsync(Shell("trap 'echo said goodbye; exit 0' USR1; echo ready; while :; do sleep 0.05; done", sample with { StopSignal = "USR1" }));
        await UntilAsync(() => LogOf(spec).Contains("ready", StringComparison.Ordinal));
        var process = await ProcessAsync(spec);

        await keepers.StopAsync(spec.Service, Cancellation);

        process.IsRunning.ShouldBeFalse();
        LogOf(spec).ShouldContain("said goodbye");
        (await ObserveAsync(spec)).ShouldBe(new ServiceObserved(spec.Service, null, IsKept: false));
    }

    [Fact]
    public async Task Stop_kills_a_service_that_does_not_listen()
    {
        var spec = await StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done", sample with { StopGrace = TimeSpan.FromMilliseconds(300) }));
        await UntilAsync(() => LogOf(spec).Contains("ready", StringComparison.Ordinal));
        var process = await ProcessAsync(spec);

        await keepers.StopAsync(spec.Service, Cancellation);

        process.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_whose_keeper_was_killed_is_looked_after_again_without_being_interrupted()
    {
        var spec = await StartAsync(Sleeper());
        var process = await ProcessAsync(spec);
        await KillKeeperAsync(spec);
        (await ObserveAsync(spec)).ShouldBe(new ServiceObserved(spec.Service, process, IsKept: false));

        (await keepers.EnsureAsync(spec, Cancellation)).ShouldBe(Ensured.Started);
        await UntilAsync(async () => (await ObserveAsync(spec)).IsKept);
        (await ProcessAsync(spec)).ShouldBe(process);

        await Signal.SendAsync(process, "KILL", Cancellation);
        await UntilAsync(async () => (await ObserveAsync(spec)).Process is { } now && now != process);
    }

    [Fact]
    public async Task Files_of_processes_that_are_gone_fool_nobody()
    {
        var spec = Sleeper();
        // The number of a process that runs (this one), with a start time that is not its own.
        foreach (var kind in new[] { "pid", "keeper" })
            File.WriteAllText(Path.Combine(temporary.Home.Run, $"{spec.Service.Name}.{kind}"), $"{Environment.ProcessId} 1\n");

        (await ObserveAsync(spec)).ShouldBe(new ServiceObserved(spec.Service, null, IsKept: false));
        await StartAsync(spec);

        (await ProcessAsync(spec)).Id.ShouldNotBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Ensure_leaves_a_service_alone_until_its_spec_changes()
    {
        var spec = await StartAsync(Sleeper());
        var process = await ProcessAsync(spec);

        (await keepers.EnsureAsync(spec, Cancellation)).ShouldBe(Ensured.AlreadyRunning);
        (await ProcessAsync(spec)).ShouldBe(process);

        var changed = spec with { Command = spec.Command with { Environment = new Dictionary<string, string?> { ["COLOUR"] = "blue" } } };
        (await keepers.EnsureAsync(changed, Cancellation)).ShouldBe(Ensured.Restarted);
        ProcessTable.Environment((await ProcessAsync(spec)).Id)["COLOUR"].ShouldBe("blue");
    }

    [Fact]
    public async Task A_second_keeper_for_the_same_service_gives_way()
    {
        var spec = await StartAsync(Sleeper());
        var process = await ProcessAsync(spec);

        var second = await new Command(
            "/bin/bash", Path.Combine(temporary.Home.Bin, "keep"), spec.Service.Name, temporary.Home.Run, temporary.Home.Log(spec.Service.Name))
            .RunAsync(Cancellation);

        second.ExitCode.ShouldBe(0);
        (await ProcessAsync(spec)).ShouldBe(process);
    }

    [Fact]
    public async Task A_log_that_grows_too_large_is_moved_aside()
    {
        var spec = Shell("head -c 11000000 /dev/zero | tr '\\0' x; sleep 300");
        await StartAsync(spec);
        await UntilAsync(() => new FileInfo(temporary.Home.Log(spec.Service.Name)).Length > 10_500_000);
        await KillKeeperAsync(spec);

        // A new keeper looks at once; the one that was there would within seconds.
        await keepers.StartAsync(spec, Cancellation);

        await UntilAsync(() => new FileInfo(temporary.Home.Log(spec.Service.Name)).Length < 1_000_000);
        new FileInfo(temporary.Home.Log(spec.Service.Name) + ".1").Length.ShouldBeGreaterThan(10_500_000);
    }

    [Fact]
    public async Task A_service_sees_nothing_of_the_terminal_that_started_it()
    {
        var spec = await StartAsync(Sleeper());
        var process = await ProcessAsync(spec);

        ProcessTable.Environment(process.Id).Keys.ShouldBe(["PATH", "LANG", ServiceSpec.FingerprintVariable, "PWD", "OLDPWD", "SHLVL"], ignoreOrder: true);
        ProcessStat.Read(process.Id)!.Session.ShouldNotBe(ProcessStat.Read(Environment.ProcessId)!.Session);
    }

    private static ServiceSpec Sleeper() => Shell("exec sleep 300");

    private static ServiceSpec Shell(string script) => Shell(script, sample);

    private static ServiceSpec Shell(string script, Service service) => new(service, new Command("/bin/bash", "-c", script));

    private async Task<ServiceSpec> StartAsync(ServiceSpec spec)
    {
        started.Add(spec);
        await keepers.StartAsync(spec, Cancellation);
        return spec;
    }

    private async Task KillKeeperAsync(ServiceSpec spec)
    {
        var keeper = int.Parse(File.ReadAllText(Path.Combine(temporary.Home.Run, $"{spec.Service.Name}.keeper")).Split(' ')[0]);
        await Signal.SendAsync(ProcessIdentity.Of(keeper)!.Value, "KILL", Cancellation);
        await UntilAsync(async () => !(await ObserveAsync(spec)).IsKept);
    }

    private static Task UntilAsync(Func<bool> check, [CallerArgumentExpression(nameof(check))] string because = "") =>
        Eventually.True(check, patience, because, Cancellation);

    private static Task UntilAsync(Func<Task<bool>> check, [CallerArgumentExpression(nameof(check))] string because = "") =>
        Eventually.True(_ => check(), patience, because, Cancellation);

    private Task<ServiceObserved> ObserveAsync(ServiceSpec spec) => keepers.ObserveAsync(spec.Service, Cancellation);

    private async Task<ProcessIdentity> ProcessAsync(ServiceSpec spec) => (await ObserveAsync(spec)).Process!.Value;

    private string LogOf(ServiceSpec spec) => File.ReadAllText(temporary.Home.Log(spec.Service.Name));
}
