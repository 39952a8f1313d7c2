namespace Seaworthy.Client.Apps;

/// <summary>Who is known to a private image registry; the password is never shown.</summary>
/// <param name="Host">The field "registry": ghcr.io.</param>
public sealed record Registry(Guid Id, [property: System.Text.Json.Serialization.JsonPropertyName("registry")] string Host, string? Username, DateTimeOffset? CreatedAt);

public sealed record NewRegistry(string Registry, string Username, string Password);

public sealed class RegistriesApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Registry>> List() => client.Get("/api/v1/registries", ApiJson.Default.IReadOnlyListRegistry);

    public Call<Registry> Create(NewRegistry registry) => client.Send(HttpMethod.Post, "/api/v1/registries", registry, ApiJson.Default.NewRegistry, ApiJson.Default.Registry);

    public Call<Outcome> Delete(Guid id) => client.Send(HttpMethod.Delete, $"/api/v1/registries/{id}", ApiJson.Default.Outcome);
}
