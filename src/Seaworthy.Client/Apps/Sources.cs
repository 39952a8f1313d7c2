namespace Seaworthy.Client.Apps;

/// <summary>Where an app's code comes from when a deployment names nothing else.</summary>
/// <param name="Kind">git, image or archive.</param>
/// <param name="Password">Only sent; in answers it is masked.</param>
public sealed record Source(string Kind, string Url, string? Ref, string? BasePath, bool? Submodules, bool? Lfs, string? Username, string? Password);

/// <param name="PublicKey">As it is given to the Git host.</param>
public sealed record DeployKey(string PublicKey, string? Fingerprint, DateTimeOffset? CreatedAt);

public sealed class SourcesApi(SeaworthyClient client)
{
    /// <summary>404 where the app has none.</summary>
    public Call<Source> Get(string app) => client.Get($"{SeaworthyClient.App(app)}/source", ApiJson.Default.Source);

    public Call<Source> Set(string app, Source source) => client.Send(HttpMethod.Put, $"{SeaworthyClient.App(app)}/source", source, ApiJson.Default.Source, ApiJson.Default.Source);

    public Call<Outcome> Remove(string app) => client.Send(HttpMethod.Delete, $"{SeaworthyClient.App(app)}/source", ApiJson.Default.Outcome);

    public Call<DeployKey> Key(string app) => client.Get($"{SeaworthyClient.App(app)}/deploy-key", ApiJson.Default.DeployKey);

    public Call<DeployKey> CreateKey(string app) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/deploy-key", ApiJson.Default.DeployKey);

    public Call<Outcome> RemoveKey(string app) => client.Send(HttpMethod.Delete, $"{SeaworthyClient.App(app)}/deploy-key", ApiJson.Default.Outcome);
}
