namespace Seaworthy.Edge.Upstreams;

/// <summary>Why we closed a connection while somebody was using it.</summary>
internal enum CloseReason
{
    /// <summary>We did not.</summary>
    None,

    TimedOut,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The client's request body cannot be read to its end.</summary>
    BadRequestBody,

    /// <summary>The edge stops, and this would go on for ever.</summary>
    Stopping,

    /// <summary>The exchange is over, or can lead to nothing.</summary>
    Done,
}
