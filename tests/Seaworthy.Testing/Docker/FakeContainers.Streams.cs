using System.Formats.Tar;
using System.Runtime.CompilerServices;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed partial class FakeContainers
{
    public IAsyncEnumerable<OutputFrame> LogsAsync(string container, LogQuery query, CancellationToken cancellationToken) =>
        Stream("logs", container, $"read logs of container {container}", token =>
        {
            lock (State.Gate)
                return State.GetContainer(container).Log.ReadAsync(query, token);
        }, cancellationToken);

    public Task<ContainerStats?> StatsAsync(string container, CancellationToken cancellationToken) =>
        Run("stats", container, $"read stats of container {container}", () => Look(container), cancellationToken);

    public IAsyncEnumerable<ContainerStats> WatchStatsAsync(string container, CancellationToken cancellationToken) =>
        Stream("watchstats", container, $"watch stats of container {container}", token =>
        {
            lock (State.Gate)
                State.GetContainer(container);
            return WatchStats(container, token);
        }, cancellationToken);

    public Task<ProcessTable> TopAsync(string container, CancellationToken cancellationToken) =>
        Run("top", container, $"list processes of container {container}", () =>
        {
            var found = State.GetContainer(container);
            if (found.Pid is not { } pid)
                throw FakeRefusal.NotRunning(found.Id);
            var command = string.Join(' ', found.Details().Config.Entrypoint.Concat(found.Details().Config.Command));
            return new ProcessTable(
                ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
                [["root", $"{pid}", "1", "0", "00:00", "?", "00:00:00", command]]);
        }, cancellationToken);

    public Task<Stream?> GetArchiveAsync(string container, string path, CancellationToken cancellationToken) =>
        Run<Stream?>("getarchive", container, $"read {path} of container {container}", () =>
        {
            if (State.FindContainer(container)?.Files.GetValueOrDefault(path) is not { } content)
                return null;
            var tar = new MemoryStream();
            using (var writer = new TarWriter(tar, leaveOpen: true))
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, Path.GetFileName(path)) { DataStream = new MemoryStream(content) });
            }

            tar.Position = 0;
            return tar;
        }, cancellationToken);

    public Task PutArchiveAsync(string container, string path, Stream tar, CancellationToken cancellationToken) =>
        Run("putarchive", container, $"write {path} of container {container}", () =>
        {
            var found = State.GetContainer(container);
            using var reader = new TarReader(tar);
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is not { } data)
                    continue;
                using var content = new MemoryStream();
                data.CopyTo(content);
                found.Files[$"{path.TrimEnd('/')}/{entry.Name}"] = content.ToArray();
            }

            return true;
        }, cancellationToken);

    public Task<ProcessStreams> AttachAsync(string container, bool tty, CancellationToken cancellationToken) =>
        Run("attach", container, $"attach to container {container}",
            () => State.GetContainer(container).Main.Connect($"attach to container {container}"), cancellationToken);

    public Task ResizeAsync(string container, TerminalSize size, CancellationToken cancellationToken) =>
        Run("resize", container, $"resize the terminal of container {container}", () =>
        {
            var found = State.GetContainer(container);
            if (found.Pid is null)
                throw FakeRefusal.NotRunning(found.Id);
            return found.Main.Size = size;
        }, cancellationToken);

    private async IAsyncEnumerable<ContainerStats> WatchStats(
        string container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), State.Time);
        do
        {
            ContainerStats? stats;
            lock (State.Gate)
            {
                if (State.FindContainer(container) is null)
                    yield break;
                stats = Look(container);
            }

            if (stats is not null)
                yield return stats;
        }
        while (await second.WaitForNextTickAsync(cancellationToken));
    }

    // A tenth of a CPU and 8 MB, always.
    private ContainerStats? Look(string container) =>
        State.FindContainer(container) is not { Pid: not null } found ? null : new ContainerStats
        {
            At = State.Now,
            CpuTime = (State.Now - found.StartedAt!.Value) / 10,
            MemoryBytes = 8 << 20,
            MemoryLimitBytes = found.Limits.MemoryBytes ?? 1L << 30,
            Pids = 1,
            NetworkReceivedBytes = 0,
            NetworkSentBytes = 0,
            BlockReadBytes = 0,
            BlockWrittenBytes = 0,
        };
}
