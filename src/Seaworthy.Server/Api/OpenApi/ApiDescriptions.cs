namespace Seaworthy.Server.Api.OpenApi;

/// <summary>What the description of the API says of an endpoint beyond its types. Read by <see cref="OperationConventions"/>.</summary>
public static class ApiDescriptions
{
    /// <summary>It is opened as a WebSocket.</summary>
    /// <param name="messages">What travels, in both directions.</param>
    public static TBuilder AsWebSocket<TBuilder>(this TBuilder builder, string messages)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SocketDescription(messages));

    /// <summary>With <c>Accept: text/event-stream</c> it answers as server-sent events, live.</summary>
    /// <param name="events">Which events come, and with what data.</param>
    /// <param name="example">One event as it travels.</param>
    public static TBuilder AlsoStreams<TBuilder>(this TBuilder builder, string events, string example)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new StreamDescription(events, example));

    /// <summary>It answers text of this type instead of JSON.</summary>
    public static TBuilder AnswersText<TBuilder>(this TBuilder builder, string contentType, string example)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TextDescription(contentType, example));

    /// <summary>It reads its body itself: multipart with these fields, or text.</summary>
    /// <param name="fields">By name: what it is. <c>source</c> is the file.</param>
    public static TBuilder TakesUpload<TBuilder>(this TBuilder builder, params (string Name, string Words)[] fields)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new UploadDescription(fields));

    /// <summary>It reads its body as JSON of another type than its handler names; one that another endpoint reads too.</summary>
    public static RouteHandlerBuilder TakesJson<TBody>(this RouteHandlerBuilder builder) => builder.WithMetadata(new JsonBodyDescription(typeof(TBody)));

    /// <summary>It reads its body itself, as text.</summary>
    public static TBuilder TakesText<TBuilder>(this TBuilder builder, string contentType, string example)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new TextBodyDescription(contentType, example));
}

internal sealed record SocketDescription(string Messages);

internal sealed record StreamDescription(string Events, string Example);

internal sealed record TextDescription(string ContentType, string Example);

internal sealed record UploadDescription(IReadOnlyList<(string Name, string Words)> Fields);

internal sealed record JsonBodyDescription(Type Type);

internal sealed record TextBodyDescription(string ContentType, string Example);
