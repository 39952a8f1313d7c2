using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seaworthy.Docker.Transport;

/// <param name="Operation">What is asked for, as the end of "Docker could not …".</param>
internal sealed record EngineRequest(string Operation, HttpMethod Method, EnginePath Path)
{
    public HttpContent? Content { get; init; }

    /// <summary>A base64url <c>X-Registry-Auth</c> header.</summary>
    public string? RegistryAuth { get; init; }

    /// <summary>What the engine itself may wait before it answers, on top of the deadline.</summary>
    public TimeSpan Grace { get; init; }

    public static EngineRequest Get(string operation, EnginePath path) => new(operation, HttpMethod.Get, path);

    public static EngineRequest Post(string operation, EnginePath path) => new(operation, HttpMethod.Post, path);

    public static EngineRequest Put(string operation, EnginePath path) => new(operation, HttpMethod.Put, path);

    public static EngineRequest Delete(string operation, EnginePath path) => new(operation, HttpMethod.Delete, path);

    public EngineRequest WithJson<T>(T body, JsonTypeInfo<T> type)
    {
        // Bytes rather than a stream: the engine then gets a Content-Length, which it wants before an upgrade.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return this with { Content = content };
    }

    public EngineRequest WithTar(Stream tar)
    {
        var content = new StreamContent(tar);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        return this with { Content = content };
    }

    public HttpRequestMessage ToMessage(string basePath)
    {
        var message = new HttpRequestMessage(Method, basePath + Path) { Content = Content };
        if (RegistryAuth is not null)
            message.Headers.Add("X-Registry-Auth", RegistryAuth);
        return message;
    }
}
