using System.Text.Json.Serialization;

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

    public Call<Outcome> Delete(string app, string host) => client.Send(HttpMethod.Delete, At(app, host), ApiJson.Default.Outcome);

    /// <summary>Fetches the certificate again.</summary>
    public Call<Domain> Check(string app, string host) => client.Send(HttpMethod.Post, $"{At(app, host)}/check", ApiJson.Default.Domain);

    private static string At(string app, string host) => $"{SeaworthyClient.App(app)}/domains/{Uri.EscapeDataString(host)}";
}
