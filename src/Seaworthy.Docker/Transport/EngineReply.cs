using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seaworthy.Docker.Transport;

/// <summary>A whole answer of the engine, whatever its status.</summary>
internal sealed record EngineReply(string Operation, HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The engine's words: <c>{"message":"No such container: x"}</c>, or the body as it is.</summary>
    public string Message
    {
        get
        {
            try
            {
                if (JsonSerializer.Deserialize(Body, EngineJson.Default.ErrorWire)?.Message is { } message)
                    return message;
            }
            catch (JsonException)
            {
                // Not the engine's usual form; a proxy or an older path answers in plain text.
            }

            var text = Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 4096))).Trim();
            return text.Length > 0 ? text : $"status {(int)Status}";
        }
    }

    public bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    public DockerException ToException() => new(Operation, Status, Message);

    public EngineReply EnsureSuccess() => IsSuccess ? this : throw ToException();

    /// <exception cref="DockerException">The engine refused, or answered with something else than was expected.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        EnsureSuccess();
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("null");
        }
        catch (JsonException unreadable)
        {
            throw new DockerException(Operation, Status, $"the answer cannot be read ({unreadable.Message})", unreadable);
        }
    }
}
