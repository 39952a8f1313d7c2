using System.Text.Json.Serialization;

namespace Seaworthy.Edge.Client;

/// <summary>Why an app has no target, for the page that a visitor sees.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AppState>))]
public enum AppState
{
    /// <summary>Requests are answered. Without a target this is shown as a failure.</summary>
    [JsonStringEnumMemberName("serving")]
    Serving,

    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("stopped")]
    Stopped,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Nothing has been deployed yet.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,
}
