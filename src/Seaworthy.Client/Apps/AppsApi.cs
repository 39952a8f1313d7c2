using System.Text.Json.Nodes;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Apps;

/// <summary>Apps: create, read, change, delete, stop.</summary>
public sealed class AppsApi(SeaworthyClient client)
{
    /// <param name="label">KEY=VALUE.</param>
    public Call<IReadOnlyList<App>> List(string? project = null, string? label = null, int atMost = 1000)
    {
        var request = new ApiRequest(HttpMethod.Get, "/api/v1/apps").With("project", project).With("label", label);
        return client.List(request.Path, ApiJson.Default.IReadOnlyListApp, atMost);
    }

    public Call<App> Get(string app) => client.Get(SeaworthyClient.App(app), ApiJson.Default.App);

    public Call<App> Create(NewApp app) => client.Send(HttpMethod.Post, "/api/v1/apps", app, ApiJson.Default.NewApp, ApiJson.Default.App);

    /// <param name="settings">By the field names of the API; what is not named stays as it is.</param>
    public Call<App> Change(string app, JsonObject settings) =>
        client.Send(HttpMethod.Patch, SeaworthyClient.App(app), settings, ApiJson.Default.JsonObject, ApiJson.Default.App);

    public Call<Outcome> Delete(string app) => client.Send(HttpMethod.Delete, SeaworthyClient.App(app), ApiJson.Default.Outcome);

    public Call<Outcome> Stop(string app) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/stop", ApiJson.Default.Outcome);
}
