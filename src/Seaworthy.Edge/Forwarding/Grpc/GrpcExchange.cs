using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding.Grpc;

/// <summary>
/// One call sent to one instance over HTTP/2, and its answer with trailers sent back; messages go both ways at the same time. It
/// may be silent for as long as both ends exist, as pings find out.
/// </summary>
internal sealed class GrpcExchange(GrpcCall call, RoutedTarget target, Upstream upstream) : IDisposable
{
    /// <summary>The app should be first to say that a deadline has passed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly HttpContext http = call.Http;
    private readonly AppCounts counts = call.Counts;
    private readonly CancellationTokenSource tooLate = new(Timeout.InfiniteTimeSpan, upstream.Ticker.Clock);
    private bool answerBegun;

    public async Task<ExchangeEnd> RunAsync()
    {
        using var body = new GrpcRequestBody(http.Request.BodyReader, counts, whenSent: WaitForAnswer);
        using var request = GrpcRequestHead.Make(http, body, call.Trusted);
        if (request is null)
            return ExchangeEnd.BadRequest;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, http.RequestAborted);
        try
        {
            using var answer = await target.Pool.Http2.SendAsync(request, either.Token);
            Begin(answer);
            await RelayAsync(answer);
            return ExchangeEnd.Answered;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return EndOf(e);
        }
        finally
        {
            await body.StopAsync();
        }
    }

    public void Dispose() => tooLate.Dispose();

    private void WaitForAnswer()
    {
        var limit = GrpcRequest.TimeoutOf(http.Request) + Grace ?? upstream.Limits.Response;
        lock (tooLate)
        {
            if (!answerBegun)
                tooLate.CancelAfter(limit < upstream.Limits.LongestCall ? limit : upstream.Limits.LongestCall);
        }
    }

    private void Begin(HttpResponseMessage answer)
    {
        lock (tooLate)
        {
            answerBegun = true;
            tooLate.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        counts.Answered((int)answer.StatusCode);
        counts.Took(upstream.Ticker.Now - call.Began);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
            Append(name, values);
        foreach (var (name, values) in answer.Content.Headers.NonValidated)
            Append(name, values);
        if (call.IsProbe)
            http.Response.Headers[HeaderNames.Upstream] = target.Instance.ToString();

        void Append(string name, System.Net.Http.Headers.HeaderStringValues values)
        {
            if (!HeaderNames.MayBeReturned(name))
                return;
            foreach (var value in values)
                http.Response.Headers.Append(name, value);
        }
    }

    private async ValueTask RelayAsync(HttpResponseMessage answer)
    {
        // A status among the headers is the whole answer: it must leave as one frame, or callers do not find it.
        if (!answer.Headers.NonValidated.Contains("grpc-status"))
            await http.Response.StartAsync(http.RequestAborted);
        await using var messages = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
        while (await RelayPieceAsync(messages))
        {
        }
        foreach (var (name, values) in answer.TrailingHeaders.NonValidated)
        {
            if (HeaderNames.MayBeTrailer(name))
                http.Response.AppendTrailer(name, values.ToArray());
        }
    }

    private async ValueTask<bool> RelayPieceAsync(Stream messages)
    {
        // Reading nothing returns when there is something to read; a silent call holds no memory.
        _ = await messages.ReadAsync(Memory<byte>.Empty, http.RequestAborted);
        var writer = http.Response.BodyWriter;
        var count = await messages.ReadAsync(writer.GetMemory(4096), http.RequestAborted);
        if (count == 0)
            return false;
        writer.Advance(count);
        counts.Sent(count);
        var flushed = await writer.FlushAsync(http.RequestAborted);
        return flushed.IsCompleted ? throw new OperationCanceledException("The client has gone.") : true;
    }

    private ExchangeEnd EndOf(Exception e)
    {
        if (http.RequestAborted.IsCancellationRequested)
            return ExchangeEnd.ClientGone;
        if (answerBegun)
        {
            Break(e);
            return ExchangeEnd.Broken;
        }
        return e switch
        {
            OperationCanceledException => tooLate.IsCancellationRequested ? ExchangeEnd.TimedOut : ExchangeEnd.ClientGone,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } => ExchangeEnd.ConnectTimedOut,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException } => ExchangeEnd.Refused,
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError } => ExchangeEnd.BadAnswer,
            _ => ExchangeEnd.NoAnswer,
        };
    }

    /// <summary>The client shall learn what the instance said when it gave up, if it said something.</summary>
    private void Break(Exception e)
    {
        if ((e as HttpProtocolException ?? e.InnerException as HttpProtocolException) is { ErrorCode: >= 0 and <= 0xd } said && http.Features.Get<IHttpResetFeature>() is { } stream)
            stream.Reset((int)said.ErrorCode);
        else
            http.Abort();
    }
}
