using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Seaworthy.Client.Transport;

/// <summary>One server-sent event.</summary>
internal sealed record StreamEvent(string Type, string Data);

/// <summary>
/// Server-sent events that go on where they broke off: after a restart of the server the stream is opened again with the
/// <c>Last-Event-ID</c> of the last one seen, so that none is lost and none comes twice.
/// </summary>
internal static class EventStream
{
    /// <summary>A server that ends streams as soon as they are opened is not asked more often than this.</summary>
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends with the event <c>end</c>; what has no such event goes on until it is cancelled.</summary>
    /// <exception cref="ApiException">Refused, or away for longer than the connection's patience.</exception>
    public static async IAsyncEnumerable<StreamEvent> ReadAsync(ApiConnection connection, string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? last = null;
        var absence = connection.NewAbsence();
        while (true)
        {
            var answer = await OpenAsync(connection, path, last, absence, cancellation);
            if (answer is null)
                continue;
            absence.IsOver();
            using (answer)
            {
                var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(cancellation));
                await using var events = parser.EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
                while (await NextAsync(events))
                {
                    if (parser.LastEventId is { Length: > 0 } id)
                        last = id;
                    if (events.Current.EventType == "end")
                        yield break;
                    yield return new StreamEvent(events.Current.EventType, events.Current.Data);
                }
            }
            await Task.Delay(pause, cancellation);
        }
    }

    /// <returns>Null when the server is away and may be asked again.</returns>
    private static async Task<HttpResponseMessage?> OpenAsync(ApiConnection connection, string path, string? last, Absence absence, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null)
            message.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        try
        {
            return await connection.OpenAsync(message, cancellation);
        }
        catch (ApiException trouble) when (trouble.IsUnreachable || Silence.IsAway(trouble.Status!.Value))
        {
            if (!await absence.WaitAsync(trouble, cancellation))
                throw;
            return null;
        }
    }

    /// <summary>A connection that breaks ends like one that is closed: both are opened again.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception broken) when (Silence.Is(broken))
        {
            return false;
        }
    }
}
