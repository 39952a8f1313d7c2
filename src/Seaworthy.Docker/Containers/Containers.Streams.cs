using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed partial class Containers
{
    private const string MultiplexedStream = "application/vnd.docker.multiplexed-stream";

    public async IAsyncEnumerable<OutputFrame> LogsAsync(
        string container, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "logs")
            .With("stdout", query.Stdout).With("stderr", query.Stderr)
            .With("follow", query.Follow).With("timestamps", query.Timestamps)
            .With("tail", query.Tail?.ToString(CultureInfo.InvariantCulture))
            .With("since", Moment.ToUnix(query.Since)).With("until", Moment.ToUnix(query.Until));
        await using var body = await transport.OpenAsync(
            EngineRequest.Get($"read logs of container {container}", path), cancellationToken);

        var pieces = await IsTerminalAsync(container, body, cancellationToken)
            ? TerminalReader.ReadLinesAsync(body, cancellationToken)
            : FrameReader.ReadAsync(body, body.Operation, cancellationToken);
        await foreach (var piece in pieces)
        {
            yield return query.Timestamps && piece.StartsFrame
                ? LogTimestamp.Split(piece.Stream, piece.Bytes)
                : new OutputFrame(piece.Stream, null, piece.Bytes);
        }
    }

    public async Task<ContainerStats?> StatsAsync(string container, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "stats").With("stream", false).With("one-shot", true);
        var reply = await transport.SendAsync(EngineRequest.Get($"read stats of container {container}", path), cancellationToken);
        return reply.Status == HttpStatusCode.NotFound ? null : reply.Read(StatsJson.Default.StatsWire).ToStats();
    }

    public async IAsyncEnumerable<ContainerStats> WatchStatsAsync(
        string container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "stats").With("stream", true);
        await using var body = await transport.OpenAsync(
            EngineRequest.Get($"watch stats of container {container}", path), cancellationToken);
        await foreach (var wire in body.ReadJsonSequenceAsync(StatsJson.Default.StatsWire, cancellationToken))
        {
            if (wire.ToStats() is { } stats)
                yield return stats;
        }
    }

    public async Task<Stream?> GetArchiveAsync(string container, string path, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get(
            $"read {path} of container {container}", EnginePath.Of("containers", container, "archive").With("path", path));
        try
        {
            return await transport.OpenAsync(request, cancellationToken);
        }
        catch (DockerException absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task PutArchiveAsync(string container, string path, Stream tar, CancellationToken cancellationToken)
    {
        var request = EngineRequest
            .Put($"write {path} of container {container}", EnginePath.Of("containers", container, "archive").With("path", path))
            .WithTar(tar);
        await using var body = await transport.OpenAsync(request, cancellationToken);
    }

    public Task<ProcessStreams> AttachAsync(string container, bool tty, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "attach")
            .With("stream", true).With("stdin", true).With("stdout", true).With("stderr", true);
        return transport.HijackAsync(EngineRequest.Post($"attach to container {container}", path), tty, cancellationToken);
    }

    public async Task ResizeAsync(string container, TerminalSize size, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("containers", container, "resize").With("h", size.Rows).With("w", size.Columns);
        var request = EngineRequest.Post($"resize the terminal of container {container}", path);
        (await transport.SendAsync(request, cancellationToken)).EnsureSuccess();
    }

    // Engines before API 1.42 call both kinds raw.
    private async Task<bool> IsTerminalAsync(string container, EngineStream body, CancellationToken cancellationToken) =>
        body.ContentType != MultiplexedStream
        && await InspectAsync(container, cancellationToken) is { Config.Tty: true };
}
