using System.Text.Json;
using Dapper;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Api.Idempotency;

/// <summary>An answer as it is kept to be given again.</summary>
/// <param name="Body">Null: it held a secret and was not kept.</param>
internal sealed record KeptAnswer(int Status, string? ContentType, string? Location, string? Body);

/// <summary>What is known of a key: nothing (the request is ours to do), that it is under way, that another request has it, or its answer.</summary>
internal abstract record KeyState
{
    public sealed record Ours : KeyState;

    public sealed record UnderWay : KeyState;

    public sealed record OfAnotherRequest : KeyState;

    public sealed record Answered(KeptAnswer Answer) : KeyState;
}

/// <summary>Reads and writes <c>idempotency_keys</c>, which are kept for a day.</summary>
internal sealed class IdempotencyStore(Db db)
{
    /// <summary>Claims the key. A claim whose server died is up for grabs after ten minutes.</summary>
    public async Task<KeyState> ClaimAsync(string owner, string key, byte[] requestHash, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("delete from idempotency_keys where created_at < now() - interval '1 day'");
        var claimed = await connection.ExecuteAsync(
            """
            insert into idempotency_keys (token_id, key, request_hash) values (@owner, @key, @requestHash)
            on conflict (token_id, key) do update set created_at = now()
            where idempotency_keys.status is null and idempotency_keys.request_hash = excluded.request_hash
                and idempotency_keys.created_at < now() - interval '10 minutes'
            """,
            new { owner, key, requestHash });
        if (claimed == 1)
            return new KeyState.Ours();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "select request_hash, status, response from idempotency_keys where token_id = @owner and key = @key", new { owner, key });
        return row switch
        {
            // Given back in this very moment.
            null => new KeyState.UnderWay(),
            _ when !row.RequestHash.AsSpan().SequenceEqual(requestHash) => new KeyState.OfAnotherRequest(),
            { Response: { } response } => new KeyState.Answered(JsonSerializer.Deserialize<KeptAnswer>(response)!),
            _ => new KeyState.UnderWay(),
        };
    }

    public async Task KeepAsync(string owner, string key, KeptAnswer answer, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(
            "update idempotency_keys set status = @Status, response = @response where token_id = @owner and key = @key",
            new { owner, key, answer.Status, response = JsonSerializer.Serialize(answer) });
    }

    /// <summary>Nothing came of it: the key may be used again.</summary>
    public async Task GiveBackAsync(string owner, string key, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("delete from idempotency_keys where token_id = @owner and key = @key and status is null", new { owner, key });
    }

    private sealed record Row
    {
        public required byte[] RequestHash { get; init; }

        public int? Status { get; init; }

        public string? Response { get; init; }
    }
}
