namespace Seaworthy.Edge.Forwarding;

/// <summary>An instance's status line and headers.</summary>
internal sealed class ResponseHead
{
    /// <summary>100 to 999.</summary>
    public required int Status { get; init; }

    public required bool IsHttp10 { get; init; }

    public List<(string Name, string Value)> Headers { get; } = new(16);

    /// <summary>How the body ends, as far as the headers tell (RFC 9112 §6.3).</summary>
    public long? ContentLength { get; set; }

    public bool IsChunked { get; set; }

    /// <summary>What Connection says, joined by commas.</summary>
    public string Connection { get; set; } = "";

    /// <summary><c>Keep-Alive: timeout=5</c>: how long the instance keeps an idle connection.</summary>
    public TimeSpan? KeepAlive { get; set; }

    public bool IsEventStream =>
        Headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && header.Value.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>1xx other than 101: the real one follows.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    /// <summary>Nothing of a body may be sent on, whatever the headers say.</summary>
    public bool HasNoBody(string method) => Status is < 200 or 204 or 205 or 304 || method == "HEAD";

    /// <summary>The length is that of a body which another request would get.</summary>
    public bool AnnouncesLength(string method) => Status == StatusCodes.Status304NotModified || method == "HEAD";

    /// <summary>
    /// Where the answer ends on the connection can be known. An app that announces a body where there must be none may send it all the
    /// same, and then it would pass for the answer to the next request. A 205 does not end with its head (RFC 9112 §6.3).
    /// </summary>
    public bool HasKnownEnd(string method) => Status switch
    {
        204 => !IsChunked && ContentLength is null or 0,
        205 => !IsChunked && ContentLength == 0,
        _ => IsChunked || ContentLength is not null || HasNoBody(method),
    };

    /// <summary>The connection may serve another exchange.</summary>
    public bool Persists
    {
        get
        {
            var connection = new ConnectionHeader(Connection);
            return !connection.Names("close") && (!IsHttp10 || connection.Names("keep-alive"));
        }
    }
}
