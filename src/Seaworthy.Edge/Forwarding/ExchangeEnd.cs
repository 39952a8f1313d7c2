namespace Seaworthy.Edge.Forwarding;

/// <summary>How one attempt to have a request answered by one instance ended.</summary>
internal enum ExchangeEnd
{
    /// <summary>The client has the answer.</summary>
    Answered,

    /// <summary>The answer broke off after it had begun; so did the client's connection, so that it does not pass for whole.</summary>
    Broken,

    /// <summary>The instance has seen nothing of the request: it may be tried elsewhere.</summary>
    NotDelivered,

    /// <summary>Nobody accepts connections at the instance's address. May be tried elsewhere.</summary>
    Refused,

    /// <summary>No connection within the time. May be tried elsewhere.</summary>
    ConnectTimedOut,

    /// <summary>The connection ended without an answer; the instance may have acted on the request.</summary>
    NoAnswer,

    /// <summary>What came was not HTTP.</summary>
    BadAnswer,

    /// <summary>It would be one socket too many.</summary>
    TooManySockets,

    /// <summary>No answer within the time.</summary>
    TimedOut,

    /// <summary>The client sent its body too slowly, or not at all.</summary>
    ClientTimedOut,

    /// <summary>The client's request cannot be understood.</summary>
    BadRequest,

    ClientGone,
}
