using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Deployments;

/// <param name="Number">v1, v2 …</param>
/// <param name="Processes">Names in a list; whole processes where one release is asked for.</param>
/// <param name="CanRollBack">False once its image may be gone.</param>
public sealed record Release(
    Guid Id, int Number, string? Description, JsonElement? Processes, string? ImageId, bool Serving, DateTimeOffset? ProvenAt, bool CanRollBack, DateTimeOffset CreatedAt);

/// <param name="From">A number, or settings.</param>
public sealed record ReleaseDiff(JsonElement? From, JsonElement? To, IReadOnlyList<ReleaseChange>? Changes);

/// <param name="Path">env.KEY, processes.web.image …</param>
/// <param name="From">Any JSON; secret values are masked.</param>
public sealed record ReleaseChange(string Path, JsonElement? From, JsonElement? To);

/// <summary>An app's releases: what can be rolled back to, and what differs.</summary>
public sealed class ReleasesApi(SeaworthyClient client)
{
    /// <summary>What a new release would be made of.</summary>
    public const string Settings = "settings";

    public Call<IReadOnlyList<Release>> List(string app, int atMost = 50) => client.List($"{SeaworthyClient.App(app)}/releases", ApiJson.Default.IReadOnlyListRelease, atMost);

    public Call<JsonElement> Get(string app, int number) => client.Get($"{SeaworthyClient.App(app)}/releases/{number}", ApiJson.Default.JsonElement);

    /// <param name="from">A number.</param>
    /// <param name="to">A number, or <see cref="Settings"/>.</param>
    public Call<ReleaseDiff> Diff(string app, string from, string to) => client.Get(
        new ApiRequest(HttpMethod.Get, $"{SeaworthyClient.App(app)}/releases/diff").With("from", from).With("to", to).Path, ApiJson.Default.ReleaseDiff);
}
