using System.Formats.Tar;
using System.Net;
using System.Text;
using Seaworthy.Testing;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>What containers write and use: logs, attached streams, stats, processes, files.</summary>
public abstract class OutputContract(EngineSetting setting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IContainers Containers => setting.Engine.Containers;

    [Fact]
    public async Task Logs_keep_both_streams_apart()
    {
        var id = await RunToItsEnd(setting.NewContainer(Program.Failing));

        (await Lines(id, new LogQuery())).Select(line => (line.Stream, line.Text))
            .ShouldBe([(OutputStream.Stdout, "to stdout"), (OutputStream.Stderr, "to stderr")], ignoreOrder: true);
        (await Lines(id, new LogQuery { Stdout = false })).ShouldHaveSingleItem().Text.ShouldBe("to stderr");
    }

    [Fact]
    public async Task Logs_have_a_tail_and_times()
    {
        var id = await setting.Run(setting.NewContainer(Program.Talking), Cancel);
        await Eventually.True(async _ => (await Lines(id, new LogQuery())).Count == 5, Patience, "five lines are logged", Cancel);
        var started = (await setting.Inspect(id, Cancel)).State.StartedAt!.Value;

        var lines = await Lines(id, new LogQuery { Tail = 2, Timestamps = true });

        lines.Select(line => line.Text).ShouldBe(["line 4", "line 5"]);
        lines.ShouldAllBe(line => line.At > started.AddSeconds(-1) && line.At < started.AddMinutes(1));
        (await Lines(id, new LogQuery { Since = started.AddHours(1) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_are_followed_until_the_container_ends()
    {
        var id = await setting.Run(setting.NewContainer(Program.Talking), Cancel);
        var seen = new List<string>();

        await foreach (var line in Containers.LogsAsync(id, new LogQuery { Follow = true }, Cancel).ToLinesAsync(100, Cancel))
        {
            seen.Add(line.Text);
            if (seen.Count == 5)
                await Containers.KillAsync(id, "SIGTERM", Cancel);
        }

        seen.ShouldBe(["line 1", "line 2", "line 3", "line 4", "line 5"]);
        (await setting.Inspect(id, Cancel)).State.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task Following_ends_when_it_is_cancelled()
    {
        var id = await setting.Run(setting.NewContainer(Program.Talking), Cancel);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Containers.LogsAsync(id, new LogQuery { Follow = true }, enough.Token))
                await enough.CancelAsync();
        });
    }

    [Fact]
    public async Task Logs_of_a_terminal_are_one_stream()
    {
        var id = await setting.Run(setting.NewContainer(Program.Talking) with { Tty = true }, Cancel);
        await Eventually.True(async _ => (await Lines(id, new LogQuery())).Count == 5, Patience, "five lines are logged", Cancel);

        var lines = await Lines(id, new LogQuery { Timestamps = true });

        lines.ShouldAllBe(line => line.Stream == OutputStream.Terminal && line.At != null);
        lines.Select(line => line.Text).ShouldBe(["line 1", "line 2", "line 3", "line 4", "line 5"]);
    }

    [Fact]
    public async Task Logs_of_what_is_not_there_are_an_error()
    {
        var error = await Should.ThrowAsync<DockerException>(() => Lines(setting.NewName(), new LogQuery()));

        error.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_container_can_be_talked_with_and_ends_with_its_input()
    {
        var spec = setting.NewContainer(Program.Echo) with { OpenStdin = true };
        var id = await setting.Create(spec, Cancel);
        await using var streams = await Containers.AttachAsync(id, tty: false, Cancel);
        await Containers.StartAsync(id, Cancel);

        await streams.WriteAsync("hello\n"u8.ToArray(), Cancel);
        streams.CloseInput();

        (await Text(streams)).ShouldBe("hello\n");
        var ended = await Eventually.Get(token => setting.Inspect(id, token),
            container => container.State.Status == ContainerStatus.Exited, Patience, "it ends with its input", Cancel);
        ended.State.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Stats_count_while_it_runs()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);

        var stats = (await Containers.StatsAsync(id, Cancel)).ShouldNotBeNull();
        stats.Pids.ShouldBeGreaterThan(0);
        stats.MemoryBytes.ShouldBeGreaterThan(0);
        stats.MemoryLimitBytes.ShouldBeGreaterThan(stats.MemoryBytes);

        await Containers.StopAsync(id, TimeSpan.FromSeconds(5), Cancel);
        (await Containers.StatsAsync(id, Cancel)).ShouldBeNull();
        (await Containers.StatsAsync(setting.NewName(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Stats_are_watched_second_by_second()
    {
        var id = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);
        var seen = new List<ContainerStats>();

        await foreach (var stats in Containers.WatchStatsAsync(id, Cancel))
        {
            seen.Add(stats);
            if (seen.Count == 2)
                break;
        }

        seen[1].At.ShouldBeGreaterThan(seen[0].At);
        seen[1].CpusSince(seen[0]).ShouldNotBeNull().ShouldBeInRange(0, Environment.ProcessorCount);
    }

    [Fact]
    public async Task Processes_are_listed_while_it_runs()
    {
        var id = await setting.Run(setting.NewContainer(Program.Stubborn), Cancel);

        var table = await Containers.TopAsync(id, Cancel);
        table.Rows.ShouldHaveSingleItem().Count.ShouldBe(table.Titles.Count);
        table.Rows[0][^1].ShouldContain("sleep 1000");

        await Containers.KillAsync(id, "SIGKILL", Cancel);
        await Containers.WaitAsync(id, Cancel);
        (await Should.ThrowAsync<DockerException>(() => Containers.TopAsync(id, Cancel))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Files_go_in_and_come_out()
    {
        var id = await setting.Create(setting.NewContainer(Program.Obedient), Cancel);
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, "note.txt") { DataStream = new MemoryStream("hello"u8.ToArray()) };
            await writer.WriteEntryAsync(entry, Cancel);
        }

        tar.Position = 0;
        await Containers.PutArchiveAsync(id, "/tmp", tar, Cancel);

        await using var archive = (await Containers.GetArchiveAsync(id, "/tmp/note.txt", Cancel)).ShouldNotBeNull();
        await using var reader = new TarReader(archive);
        var read = (await reader.GetNextEntryAsync(copyData: true, Cancel)).ShouldNotBeNull();
        read.Name.ShouldBe("note.txt");
        new StreamReader(read.DataStream!).ReadToEnd().ShouldBe("hello");
        (await Containers.GetArchiveAsync(id, "/tmp/nothing", Cancel)).ShouldBeNull();
    }

    private async Task<string> RunToItsEnd(ContainerSpec spec)
    {
        var id = await setting.Run(spec, Cancel);
        await Containers.WaitAsync(id, Cancel);
        return id;
    }

    private async Task<List<OutputLine>> Lines(string container, LogQuery query)
    {
        var lines = new List<OutputLine>();
        await foreach (var line in Containers.LogsAsync(container, query, Cancel).ToLinesAsync(LineDecoder.DefaultMaximumBytes, Cancel))
            lines.Add(line);
        return lines;
    }

    private static async Task<string> Text(ProcessStreams streams)
    {
        var text = new StringBuilder();
        await foreach (var frame in streams.ReadAsync(Cancel))
            text.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
        return text.ToString();
    }
}

public sealed class RealOutputTests(RealSetting setting) : OutputContract(setting);

public sealed class FakeOutputTests(FakeSetting setting) : OutputContract(setting), IClassFixture<FakeSetting>;
