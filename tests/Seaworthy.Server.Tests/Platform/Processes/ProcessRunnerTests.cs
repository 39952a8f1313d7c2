using System.Diagnostics;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Platform.Processes;

public sealed class ProcessRunnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ProcessRunner runner = new(TimeProvider.System);
    private readonly List<string> lines = [];
    private ProcessSession? session;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        await RunAsync(new ProcessCommand("printf", ["%s\n", "a b", "$(id)", "; echo x", "\"'"]) { Deadline = Patience }, Cancel);

        lines.ShouldBe(["a b", "$(id)", "; echo x", "\"'"]);
    }

    [Fact]
    public async Task The_environment_is_the_one_given_and_a_path()
    {
        await RunAsync(new ProcessCommand("env", []) { Deadline = Patience, Environment = new Dictionary<string, string> { ["A"] = "1" } }, Cancel);

        lines.Select(line => line.Split('=')[0]).Order().ShouldBe(["A", "PATH"]);
    }

    [Fact]
    public async Task The_exit_code_and_both_outputs_are_told()
    {
        var result = await RunAsync(Shell("echo out; echo error >&2; exit 7"), Cancel);

        result.ShouldBe(new ProcessResult(ProcessEnd.Exited, 7));
        lines.Order().ShouldBe(["error", "out"]);
    }

    [Fact]
    public async Task A_line_too_long_is_cut_and_the_next_one_is_whole()
    {
        await RunAsync(Shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo next"), Cancel);

        lines.Count.ShouldBe(2);
        lines[0].ShouldBe(new string('x', LineSplitter.LongestLine) + " … (cut)");
        lines[1].ShouldBe("next");
    }

    [Fact]
    public async Task At_the_deadline_everything_it_started_is_killed()
    {
        var clock = Stopwatch.StartNew();
        // One grandchild ignores SIGTERM, another left the group for one of its own.
        var result = await RunAsync(Shell("sh -c 'trap \"\" TERM; while :; do sleep 1; done' & set -m; sleep 1000 & sleep 1000") with { Deadline = TimeSpan.FromSeconds(1) }, Cancel);

        result.ShouldBe(new ProcessResult(ProcessEnd.Deadline, null));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        Alive(session!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_is_a_result()
    {
        using var cancelling = new CancellationTokenSource();
        var result = await runner.RunAsync(
            Shell("echo started; sleep 1000"),
            async _ => await cancelling.CancelAsync(),
            started =>
            {
                session = started;
                return Task.CompletedTask;
            },
            cancelling.Token);

        result.ShouldBe(new ProcessResult(ProcessEnd.Cancelled, null));
        Alive(session!).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_child_left_behind_does_not_outlive_its_program()
    {
        var result = await RunAsync(Shell("sleep 1000 & echo done"), Cancel);

        result.ShouldBe(new ProcessResult(ProcessEnd.Exited, 0));
        Alive(session!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_cannot_listen_any_more_ends_the_program()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => runner.RunAsync(
            Shell("yes"), _ => throw new InvalidOperationException("full"), _ => Task.CompletedTask, Cancel));
    }

    [Fact]
    public async Task A_user_without_rights_has_no_groups_and_gets_no_new_rights()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user.");

        await RunAsync(Shell("id -u; id -g; id -G; grep NoNewPrivs /proc/self/status") with { User = new ProcessUser(65534, 65534) }, Cancel);

        lines.ShouldBe(["65534", "65534", "65534", "NoNewPrivs:\t1"]);
    }

    [Fact]
    public async Task A_session_whose_id_another_process_has_now_is_left_alone()
    {
        using var other = Process.Start("setsid", ["sleep", "1000"]);
        try
        {
            var real = await Eventually.Get(_ => Task.FromResult(ProcessSession.Of(other.Id)), found => found is not null, Patience, "no session", Cancel);

            await (real! with { StartedAt = real.StartedAt - 1 }).KillAsync();

            other.HasExited.ShouldBeFalse();
        }
        finally
        {
            other.Kill();
        }
    }

    private static ProcessCommand Shell(string script) => new("sh", ["-c", script]) { Deadline = Patience };

    private Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken ct) => runner.RunAsync(
        command,
        line =>
        {
            lines.Add(line.Text);
            return ValueTask.CompletedTask;
        },
        started =>
        {
            session = started;
            return Task.CompletedTask;
        },
        ct);

    /// <summary>Processes of the session that are not zombies, as the system shows them.</summary>
    private static IReadOnlyList<string> Alive(ProcessSession session) =>
        [.. Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)).Select(ReadStat).OfType<string>().Where(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not "Z", _, _, var id, ..] && id == $"{session.Id}")];

    private static string? ReadStat(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
