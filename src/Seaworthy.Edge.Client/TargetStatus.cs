namespace Seaworthy.Edge.Client;

/// <param name="InFlight">Requests between the choice of this instance and the end of the answer's body, open sockets included.</param>
/// <param name="Sockets">Of those, connections that were upgraded (WebSockets).</param>
public sealed record TargetStatus(int InFlight, int Sockets);
