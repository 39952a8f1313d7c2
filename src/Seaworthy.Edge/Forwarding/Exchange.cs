using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding;

/// <summary>One request sent over one connection, and its answer sent back. The body goes up while the answer comes down.</summary>
internal sealed class Exchange(ForwardedRequest request, RoutedTarget target, UpstreamConnection connection, Upstream upstream)
{
    private readonly HttpContext http = request.Http;
    private readonly EdgeLimits limits = upstream.Limits;
    private readonly ReceiveBuffer received = new(connection);
    private Task upload = Task.CompletedTask;
    private bool answerBegun;
    private bool returned;

    public async Task<ExchangeEnd> RunAsync()
    {
        var abort = http.RequestAborted.UnsafeRegister(static state => ((UpstreamConnection)state!).Close(CloseReason.ClientGone), connection);
        try
        {
            connection.Allow(limits.Response);
            await SendAsync();
            var head = await ReceiveHeadAsync();
            if (head is null)
                return request.Body.IsUntouched && connection.NothingWasDelivered ? ExchangeEnd.NotDelivered : ExchangeEnd.NoAnswer;
            if (head.Status == StatusCodes.Status101SwitchingProtocols)
            {
                // What the client said last shall still reach the instance when the client has gone.
                await abort.DisposeAsync();
                return await SwitchProtocolsAsync(head);
            }
            await RelayAsync(head);
            await abort.DisposeAsync();
            ReturnIfReusable(head);
            return ExchangeEnd.Answered;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or OperationCanceledException or BadResponseException)
        {
            return EndOf(e);
        }
        finally
        {
            await abort.DisposeAsync();
            await EndAsync();
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await connection.SendAsync(request.Head.Written);
        }
        catch (SocketException)
        {
            // Receiving will tell what has become of the connection; the instance may have answered before it closed.
            return;
        }
        if (!request.Body.IsSent)
            upload = request.Body.SendAsync(connection, limits, () => answerBegun ? limits.BodyIdle : limits.Response);
    }

    /// <returns>Null: the connection ended before anything came.</returns>
    private async ValueTask<ResponseHead?> ReceiveHeadAsync()
    {
        while (true)
        {
            if (ResponseHeadParser.Parse(received.Unread, out var used) is { } head)
            {
                received.Use(used);
                if (!head.IsInterim)
                    return head;
                if (head.Status == StatusCodes.Status100Continue)
                    request.Body.Continue();
            }
            else if (received.Unread.Length > limits.ResponseHeadBytes)
                throw new BadResponseException("too large a head");
            else if (!await received.FillAsync())
                return received.Unread.IsEmpty ? null : throw new BadResponseException("only half a head");
        }
    }

    private async ValueTask RelayAsync(ResponseHead head)
    {
        Begin(head);
        Count(head);
        await using var ending = head.IsEventStream ? CloseWhenStopping() : default;
        var body = new ResponseBody(http, connection, received, request.Counts, limits);
        if (head.HasNoBody(http.Request.Method))
        {
            if (head.AnnouncesLength(http.Request.Method))
                http.Response.ContentLength = head.ContentLength;
            else if (head.Status == StatusCodes.Status205ResetContent)
                http.Response.ContentLength = 0;
        }
        else if (head.IsChunked)
        {
            // We write the chunks ourselves, since the listener could not add their trailers.
            var reframe = HttpProtocol.IsHttp11(http.Request.Protocol);
            if (reframe)
                http.Response.Headers.TransferEncoding = "chunked";
            await body.RelayChunksAsync(reframe);
        }
        else if (head.ContentLength is { } length)
        {
            http.Response.ContentLength = length;
            await body.RelayLengthAsync(length);
        }
        else
            await body.RelayUntilCloseAsync();
    }

    private async ValueTask<ExchangeEnd> SwitchProtocolsAsync(ResponseHead head)
    {
        if (!request.IsUpgrade)
            throw new BadResponseException("a change of protocol that nobody asked for");
        Begin(head);
        http.Response.Headers.Upgrade = head.Headers.Find(header => header.Name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase)).Value;
        target.Live.OpenSocket();
        await using var ending = CloseWhenStopping();
        try
        {
            await using var client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            Count(head);
            await new Tunnel(client, connection, received, request.Counts, limits).RunAsync();
            return ExchangeEnd.Answered;
        }
        catch (InvalidOperationException) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            return ExchangeEnd.TooManySockets;
        }
        finally
        {
            target.Live.CloseSocket();
        }
    }

    /// <summary>
    /// Sockets and event streams have no end that a stopping edge could wait for, and those who hold them connect again by
    /// themselves: the sooner the edge is back, the better.
    /// </summary>
    private CancellationTokenRegistration CloseWhenStopping() =>
        upstream.Stopping.UnsafeRegister(static state => ((UpstreamConnection)state!).Close(CloseReason.Stopping), connection);

    private void Begin(ResponseHead head)
    {
        answerBegun = true;
        // It will not be sent again, and a socket or a stream may live for days.
        request.Head.Dispose();
        var response = http.Response;
        var hop = new ConnectionHeader(head.Connection);
        response.StatusCode = head.Status;
        foreach (var (name, value) in head.Headers)
        {
            if (HeaderNames.MayBeReturned(name) && (head.Connection.Length == 0 || !hop.Names(name)))
                response.Headers.Append(name, value);
        }
        if (upstream.Leaving.IsAsked && head.Status != StatusCodes.Status101SwitchingProtocols)
            Leaving.Tell(response);
        if (request.IsProbe)
            response.Headers[HeaderNames.Upstream] = target.Instance.ToString();
    }

    /// <summary>Of an upgrade once it is one: where it would be a socket too many, a page is the answer.</summary>
    private void Count(ResponseHead head)
    {
        request.Counts.Answered(head.Status);
        request.Counts.Took(upstream.Ticker.Now - request.Began);
    }

    private void ReturnIfReusable(ResponseHead head)
    {
        if (!head.HasKnownEnd(http.Request.Method) || !head.Persists || !received.Unread.IsEmpty || !request.Body.IsSent || !upload.IsCompleted || connection.ClosedFor != CloseReason.None)
            return;
        target.Pool.Return(connection, IdleTime(head));
        returned = true;
    }

    /// <summary>A second less than the instance announces: it counts from its answer, we from the answer's arrival.</summary>
    private TimeSpan IdleTime(ResponseHead head)
    {
        if (head.KeepAlive is not { } announced)
            return limits.UpstreamIdle;
        var safe = announced > TimeSpan.FromSeconds(2) ? announced - TimeSpan.FromSeconds(1) : announced / 2;
        return safe < limits.UpstreamIdle ? safe : limits.UpstreamIdle;
    }

    private async ValueTask EndAsync()
    {
        if (!returned)
            connection.Close(CloseReason.Done);
        if (!upload.IsCompleted)
            request.Body.Stop();
        await upload;
        received.Release();
    }

    private ExchangeEnd EndOf(Exception e)
    {
        if (answerBegun)
        {
            http.Abort();
            return ExchangeEnd.Broken;
        }
        if (connection.ClosedFor == CloseReason.ClientGone)
        {
            http.Abort();
            return ExchangeEnd.ClientGone;
        }
        return connection.ClosedFor switch
        {
            CloseReason.BadRequestBody => ExchangeEnd.BadRequest,
            CloseReason.TimedOut => request.Body.IsWaitingForClient ? ExchangeEnd.ClientTimedOut : ExchangeEnd.TimedOut,
            _ => e is BadResponseException ? ExchangeEnd.BadAnswer : ExchangeEnd.NoAnswer,
        };
    }
}
