using System.Text.Json.Serialization;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Apps;

public sealed record Domain(Guid? Id, string Host, string? PathPrefix, bool? RedirectToHttps, string? Url, Certificate? Certificate, DateTimeOffset? CreatedAt);

/// <param name="State">none, waiting, active or failed.</param>
public sealed record Certificate(string? State, string? Issuer, DateTimeOffset? NotAfter, string? Error, DateTimeOffset? CheckedAt);

public sealed record NewDomain(
    string Host, string? PathPrefix, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? RedirectToHttps);

/// <summary>The names that an app answers to besides its own, and their certificates.</summary>
public sealed class DomainsApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Domain>> List(string app) => client.Get($"{SeaworthyClient.App(app)}/domains", ApiJson.Default.IReadOnlyListDomain);

    public Call<Domain> Create(string app, NewDomain domain) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/domains", domain, ApiJson.Default.NewDomain, ApiJson.Default.Domain);

    /// <param name="path">Which of a host's several paths; null: the host has one.</param>
    public Call<Outcome> Delete(string app, string host, string? path) => client.Send(At(HttpMethod.Delete, app, host, path), ApiJson.Default.Outcome);

    /// <summary>Fetches the certificate again.</summary>
    public Call<Domain> Check(string app, string host, string? path) => client.Send(At(HttpMethod.Post, app, host, path, "/check"), ApiJson.Default.Domain);

    private static ApiRequest At(HttpMethod method, string app, string host, string? path, string what = "") =>
        new ApiRequest(method, $"{SeaworthyClient.App(app)}/domains/{Uri.EscapeDataString(host)}{what}").With("path_prefix", path);
}
