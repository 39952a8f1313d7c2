namespace Seaworthy.Edge.Client;

/// <param name="Upgraded">101: the connection became a socket.</param>
/// <param name="Success">2xx.</param>
/// <param name="Redirection">3xx.</param>
/// <param name="ClientError">4xx.</param>
/// <param name="ServerError">5xx.</param>
public sealed record StatusClasses(long Upgraded, long Success, long Redirection, long ClientError, long ServerError);
