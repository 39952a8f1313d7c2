using System.Runtime.CompilerServices;
using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Running;

/// <param name="Logs">Each begins with its instance: "web.1 listening".</param>
public sealed record AppLogPage(IReadOnlyList<string> Logs);

/// <param name="Stream">stdout or stderr.</param>
public sealed record AppLogLine(string? Instance, string? Stream, string Content, DateTimeOffset? Timestamp);

/// <summary>What the instances of an app write.</summary>
public sealed class LogsApi(SeaworthyClient client)
{
    /// <param name="timestamps">Each line's time stands behind its instance.</param>
    public Call<AppLogPage> Tail(string app, int lines, bool timestamps = false) =>
        client.Get($"{SeaworthyClient.App(app)}/logs?tail={lines}{(timestamps ? "&timestamps=true" : "")}", ApiJson.Default.AppLogPage);

    /// <summary>The last lines and then each one as it comes, without an end, over restarts of the server.</summary>
    public async IAsyncEnumerable<AppLogLine> FollowAsync(string app, int lines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in EventStream.ReadAsync(client.Connection, $"{SeaworthyClient.App(app)}/logs?tail={lines}", cancellation))
        {
            if (item.Data.Length > 0 && JsonSerializer.Deserialize(item.Data, ApiJson.Default.AppLogLine) is { Content: not null } line)
                yield return line;
        }
    }
}
