using System.Runtime.CompilerServices;
using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Running;

/// <summary>One thing that happened to an app.</summary>
public sealed record AppEvent(long Id, Guid? AppId, Guid? DeploymentId, DateTimeOffset At, string? Kind, string? Text);

/// <summary>What happened, step by step.</summary>
public sealed class EventsApi(SeaworthyClient client)
{
    /// <summary>The newest first.</summary>
    /// <param name="app">Null: of all apps.</param>
    public Call<IReadOnlyList<AppEvent>> List(string? app, int atMost) =>
        client.List(app is null ? "/api/v1/events" : $"{SeaworthyClient.App(app)}/events", ApiJson.Default.IReadOnlyListAppEvent, atMost);

    /// <summary>Each one as it comes, without an end, over restarts of the server.</summary>
    public async IAsyncEnumerable<AppEvent> FollowAsync(string? app, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = new ApiRequest(HttpMethod.Get, "/api/v1/events").With("app", app).Path;
        await foreach (var item in EventStream.ReadAsync(client.Connection, path, cancellation))
        {
            if (item.Data.StartsWith('{') && JsonSerializer.Deserialize(item.Data, ApiJson.Default.AppEvent) is { Text: not null } happened)
                yield return happened;
        }
    }
}
