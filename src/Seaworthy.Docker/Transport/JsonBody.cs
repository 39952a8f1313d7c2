using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seaworthy.Docker.Transport;

/// <summary>JSON read from a body as it comes.</summary>
internal static class JsonBody
{
    /// <summary>The body as one value.</summary>
    public static async Task<T> ReadJsonAsync<T>(this EngineStream body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException unreadable)
        {
            throw Unreadable(body, unreadable);
        }
    }

    /// <summary>One value after another, separated by nothing or white space, until the body ends.</summary>
    public static async IAsyncEnumerable<T> ReadJsonSequenceAsync<T>(
        this EngineStream body, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var values = JsonSerializer
            .DeserializeAsyncEnumerable(body, type, topLevelValues: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await values.MoveNextAsync())
                    yield break;
            }
            catch (JsonException unreadable)
            {
                throw Unreadable(body, unreadable);
            }

            if (values.Current is { } value)
                yield return value;
        }
    }

    /// <summary>Progress messages; an error among them ends the sequence with a <see cref="DockerException"/>.</summary>
    public static async IAsyncEnumerable<ProgressWire> ReadProgressAsync(
        this EngineStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var progress in body.ReadJsonSequenceAsync(EngineJson.Default.ProgressWire, cancellationToken))
        {
            if (progress.Error is not null)
                throw new DockerException(body.Operation, null, progress.Error);
            yield return progress;
        }
    }

    private static DockerException Unreadable(EngineStream body, JsonException unreadable) =>
        new(body.Operation, null, $"the answer cannot be read ({unreadable.Message})", unreadable);
}
