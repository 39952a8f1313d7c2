using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Seaworthy.Client.Transport;

/// <summary>
/// Sends requests to one server as one actor. What may be sent twice is sent again while the server restarts: reads, and changes that
/// are the same when done twice; a POST carries an <c>Idempotency-Key</c>, by which the server knows it again.
/// </summary>
public sealed class ApiConnection : IDisposable
{
    private static readonly TimeSpan usualTimeout = TimeSpan.FromSeconds(100);

    private readonly SocketsHttpHandler handler;
    private readonly HttpMessageInvoker invoker;
    private readonly Patience patience;

    public ApiConnection(ServerAddress address, Patience patience)
    {
        Address = address;
        this.patience = patience;
        handler = ServerSocket.Handler(address);
        invoker = new HttpMessageInvoker(handler);
    }

    public ServerAddress Address { get; }

    /// <summary>For connections that are no requests, such as WebSockets.</summary>
    internal HttpMessageInvoker Invoker => invoker;

    /// <summary>Sent with every request and socket.</summary>
    internal AuthenticationHeaderValue? Authorization => Address is ServerAddress.Http { Token: { } token } ? new("Bearer", token) : null;

    public void Dispose() => invoker.Dispose();

    internal Absence NewAbsence() => new(patience, Address);

    /// <exception cref="ApiException">Refused, or no answer in time.</exception>
    public async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellation)
    {
        var key = request.Method == HttpMethod.Post && !request.IsUpload ? Guid.NewGuid().ToString() : null;
        var absence = NewAbsence();
        while (true)
        {
            var (answer, trouble, mayRepeat) = await AttemptAsync(request, key, absence.HasBegun, cancellation);
            if (answer is not null)
            {
                absence.IsOver();
                return answer;
            }
            if (!mayRepeat || !await absence.WaitAsync(trouble!, cancellation))
                throw trouble!;
        }
    }

    /// <summary>Opens an answer that is read while it is written, such as a log. It is sent once.</summary>
    /// <exception cref="ApiException">Refused, or no answer.</exception>
    internal async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        var name = $"{message.Method} {message.RequestUri!.OriginalString.Split('?')[0]}";
        message.RequestUri = At(message.RequestUri.OriginalString);
        message.Headers.Authorization = Authorization;
        HttpResponseMessage answer;
        try
        {
            answer = await invoker.SendAsync(message, cancellation);
        }
        catch (Exception failure) when (Silence.Is(failure))
        {
            throw ApiException.Unreachable(Address, Silence.From(failure).Why, failure);
        }
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw Refusal(name, answer, await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    /// <param name="path">From the root, with its query.</param>
    internal Uri At(string path, string? scheme = null)
    {
        // The name of a Unix socket only fills the Host header.
        var root = Address is ServerAddress.Http { Url: var url } ? url : new Uri("http://localhost");
        var full = new Uri(root.GetLeftPart(UriPartial.Authority) + root.AbsolutePath.TrimEnd('/') + path);
        return scheme is null ? full : new UriBuilder(full) { Scheme = scheme }.Uri;
    }

    private async Task<(ApiAnswer? Answer, ApiException? Trouble, bool MayRepeat)> AttemptAsync(ApiRequest request, string? key, bool isRepeated, CancellationToken cancellation)
    {
        var timeout = request.Timeout ?? (request.IsUpload ? Timeout.InfiniteTimeSpan : usualTimeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        using var message = Message(request, key);
        try
        {
            using var answer = await invoker.SendAsync(message, deadline.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(deadline.Token);
            if (answer.IsSuccessStatusCode)
                return (new ApiAnswer(body, answer.Content.Headers.ContentType?.MediaType, Next(answer)), null, false);
            // What an attempt whose answer was lost has deleted is not there any more.
            if (isRepeated && request.Method == HttpMethod.Delete && answer.StatusCode == HttpStatusCode.NotFound)
                return (new ApiAnswer("{}"u8.ToArray(), null, null), null, false);
            var refusal = Refusal(request.ToString(), answer, body);
            var mayPass = Silence.IsAway(answer.StatusCode) || (isRepeated && IsStillDone(answer.StatusCode, refusal));
            return (null, refusal, mayPass && !request.IsUpload);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, ApiException.Unreachable(Address, $"no answer within {timeout.TotalSeconds:0} s", null), false);
        }
        catch (Exception failure) when (Silence.Is(failure))
        {
            var silence = Silence.From(failure);
            return (null, ApiException.Unreachable(Address, silence.Why, failure), silence.MayPass && (!request.IsUpload || !silence.WasSent));
        }
    }

    /// <summary>The first attempt, whose answer was lost, is still being worked on.</summary>
    private static bool IsStillDone(HttpStatusCode status, ApiException refusal) =>
        status == HttpStatusCode.Conflict && refusal.Detail.Contains("Idempotency-Key is under way", StringComparison.Ordinal);

    private HttpRequestMessage Message(ApiRequest request, string? key)
    {
        var message = new HttpRequestMessage(request.Method, At(request.Path)) { Content = request.Body?.Invoke() };
        message.Headers.Authorization = Authorization;
        if (key is not null)
            message.Headers.Add("Idempotency-Key", key);
        // Whoever may not upload hears it before the upload.
        if (request.IsUpload)
            message.Headers.ExpectContinue = true;
        return message;
    }

    private ApiException Refusal(string request, HttpResponseMessage answer, byte[] body)
    {
        if (answer.StatusCode is >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest && answer.Headers.Location is { } elsewhere)
            return ApiException.Refused(request, answer.StatusCode, new ProblemDetails(null, $"the server is at another address: {elsewhere}", null, null, null));
        try
        {
            if (JsonSerializer.Deserialize(body, ApiJson.Default.ProblemDetails) is { } problem)
                return ApiException.Refused(request, answer.StatusCode, problem);
        }
        catch (JsonException)
        {
            // Not from Seaworthy: something on the way has answered, or there is none at that address.
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return ApiException.Unreachable(Address, "something else does, by 404 Not Found", null);
        }
        return ApiException.Refused(request, answer.StatusCode, new ProblemDetails(answer.ReasonPhrase, null, null, null, null));
    }

    /// <summary>From <c>Link: &lt;/api/v1/apps?cursor=…&gt;; rel="next"</c>.</summary>
    private static string? Next(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
            return null;
        foreach (var link in links.SelectMany(header => header.Split(',')))
        {
            var (start, end) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (start >= 0 && end > start && link[end..].Contains("rel=\"next\"", StringComparison.Ordinal))
                return Uri.TryCreate(link[(start + 1)..end], UriKind.Absolute, out var absolute) && absolute.Scheme != Uri.UriSchemeFile ? absolute.PathAndQuery : link[(start + 1)..end];
        }
        return null;
    }
}
