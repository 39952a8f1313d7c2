using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client;

/// <summary>A request that has not been sent: send it for its value, or for the server's very own JSON.</summary>
public sealed class Call<T>(ApiConnection connection, ApiRequest request, JsonTypeInfo<T> type)
{
    /// <summary>For a list: how many entries at most, gathered page by page; null for what is no list.</summary>
    public int? AtMost { get; init; }

    /// <summary>The same request, only asked what it would do.</summary>
    public Call<DryRun> AsDryRun() => new(connection, request.With("dry_run", "true"), ApiJson.Default.DryRun);

    /// <exception cref="ApiException">Refused, or no answer in time.</exception>
    public async Task<T> SendAsync(CancellationToken cancellation) =>
        (await SendForJsonAsync(cancellation)).Deserialize(type) ?? throw new JsonException($"{request} was answered with null.");

    /// <summary>The answer as it came; all pages of a list as one.</summary>
    public async Task<JsonElement> SendForJsonAsync(CancellationToken cancellation)
    {
        var answer = await connection.SendAsync(request, cancellation);
        if (AtMost is not { } most || answer.Next is null)
            return Parse(answer.Body);
        var entries = new List<JsonElement>();
        while (true)
        {
            entries.AddRange(Parse(answer.Body).EnumerateArray());
            if (answer.Next is null || entries.Count >= most)
                return Join(entries.Take(most));
            answer = await connection.SendAsync(new ApiRequest(HttpMethod.Get, answer.Next), cancellation);
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body) => JsonElement.Parse(body.IsEmpty ? "{}"u8 : body.Span);

    private static JsonElement Join(IEnumerable<JsonElement> entries)
    {
        var joined = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(joined))
        {
            writer.WriteStartArray();
            foreach (var entry in entries)
                entry.WriteTo(writer);
            writer.WriteEndArray();
        }
        return JsonElement.Parse(joined.WrittenSpan);
    }
}
