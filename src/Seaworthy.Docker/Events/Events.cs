using System.Runtime.CompilerServices;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Events(EngineTransport transport) : IEvents
{
    public async IAsyncEnumerable<DockerEvent> WatchAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filters = new Filters().With("type", query.Types).With("event", query.Actions).With("label", query.Labels);
        var path = EnginePath.Of("events")
            .With("since", Moment.ToUnix(query.Since)).With("until", Moment.ToUnix(query.Until)).With(filters);
        await using var body = await transport.OpenAsync(EngineRequest.Get("watch events", path), cancellationToken);
        await foreach (var wire in body.ReadJsonSequenceAsync(EngineJson.Default.EventWire, cancellationToken))
            yield return wire.ToEvent();

        if (query.Until is null)
            throw new DockerUnavailableException("watch events", "the engine ended the stream");
    }
}
