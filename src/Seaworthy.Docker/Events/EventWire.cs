using System.Text.Json.Serialization;

namespace Seaworthy.Docker.Transport;

internal sealed record EventWire(
    string? Type, string? Action, EventActorWire? Actor, [property: JsonPropertyName("timeNano")] long TimeNano)
{
    public DockerEvent ToEvent()
    {
        var parts = (Action ?? "").Split(':', 2, StringSplitOptions.TrimEntries);
        return new DockerEvent(
            Type ?? "", parts[0], parts.ElementAtOrDefault(1), Actor?.ID ?? "", Actor?.Attributes ?? Empty.Map,
            Moment.FromUnixNanoseconds(TimeNano));
    }
}

internal sealed record EventActorWire(string? ID, IReadOnlyDictionary<string, string>? Attributes);
