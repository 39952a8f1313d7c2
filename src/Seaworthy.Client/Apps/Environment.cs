using System.Net.Http.Headers;
using System.Text;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Apps;

/// <param name="EnvVars">Key → value; secrets are masked.</param>
public sealed record AppEnvironment(Dictionary<string, string>? EnvVars, IReadOnlyList<Variable>? Variables, string? Message, Guid? DeploymentId);

/// <param name="Kind">plain or secret.</param>
/// <param name="Scope">runtime, build or both.</param>
/// <param name="Value">The mask, for a secret.</param>
public sealed record Variable(string Key, string? Kind, string? Scope, string? Value, DateTimeOffset? UpdatedAt);

/// <summary>An app's variables. A change becomes a new release of what serves.</summary>
public sealed class EnvironmentApi(SeaworthyClient client)
{
    public Call<AppEnvironment> Get(string app) => client.Get($"{SeaworthyClient.App(app)}/env", ApiJson.Default.AppEnvironment);

    /// <param name="kind">plain or secret; null: as it is, plain for a new one.</param>
    /// <param name="scope">runtime, build or both; null: as it is, runtime for a new one.</param>
    public Call<AppEnvironment> Set(string app, Dictionary<string, string> variables, string? kind, string? scope)
    {
        var path = new ApiRequest(HttpMethod.Post, $"{SeaworthyClient.App(app)}/env").With("kind", kind).With("scope", scope).Path;
        return client.Send(HttpMethod.Post, path, variables, ApiJson.Default.DictionaryStringString, ApiJson.Default.AppEnvironment);
    }

    /// <summary>All of them in one release; none where one of them is not there.</summary>
    public Call<AppEnvironment> Remove(string app, IReadOnlyList<string> keys) =>
        client.Send(keys.Aggregate(new ApiRequest(HttpMethod.Delete, $"{SeaworthyClient.App(app)}/env"), (request, key) => request.With("key", key)), ApiJson.Default.AppEnvironment);

    /// <param name="dotenv">The text of a .env file.</param>
    /// <param name="replace">Remove what the file does not name.</param>
    public Call<AppEnvironment> Import(string app, string dotenv, bool replace, string? kind, string? scope)
    {
        var bytes = Encoding.UTF8.GetBytes(dotenv);
        var request = new ApiRequest(HttpMethod.Post, $"{SeaworthyClient.App(app)}/env/import") { Body = () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain", "utf-8") } } };
        return client.Send(request.With("replace", replace ? "true" : null).With("kind", kind).With("scope", scope), ApiJson.Default.AppEnvironment);
    }

    /// <returns>The text of a .env file; secrets stand in it as comments.</returns>
    public async Task<string> ExportAsync(string app, string? scope, CancellationToken cancellation)
    {
        var answer = await client.Connection.SendAsync(new ApiRequest(HttpMethod.Get, $"{SeaworthyClient.App(app)}/env/export").With("scope", scope), cancellation);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }
}
