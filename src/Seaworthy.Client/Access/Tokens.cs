namespace Seaworthy.Client.Access;

public sealed record Token(Guid Id, string Name, string? Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <param name="Role">viewer, member, admin or owner; admin if left out.</param>
/// <param name="ExpiresInDays">Null for a token that does not expire.</param>
public sealed record NewToken(string Name, string? Role, int? ExpiresInDays);

/// <param name="Secret">The field "token": shown this once.</param>
public sealed record CreatedToken(Guid Id, string Name, [property: System.Text.Json.Serialization.JsonPropertyName("token")] string Secret, DateTimeOffset? ExpiresAt);

/// <summary>Tokens for the API.</summary>
public sealed class TokensApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Token>> List() => client.Get("/api/v1/tokens", ApiJson.Default.IReadOnlyListToken);

    public Call<CreatedToken> Create(NewToken token) => client.Send(HttpMethod.Post, "/api/v1/tokens", token, ApiJson.Default.NewToken, ApiJson.Default.CreatedToken);

    public Call<Outcome> Revoke(Guid id) => client.Send(HttpMethod.Delete, $"/api/v1/tokens/{id}", ApiJson.Default.Outcome);
}
