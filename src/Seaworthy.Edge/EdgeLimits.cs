namespace Seaworthy.Edge;

/// <summary>Every bound on what a client or an app may take, in room and in time.</summary>
internal sealed record EdgeLimits
{
    /// <summary>Open client connections, upgraded ones not counted. One more is accepted and closed at once.</summary>
    public int Connections { get; init; } = 16_384;

    /// <summary>Upgraded client connections (WebSockets).</summary>
    public int Sockets { get; init; } = 65_536;

    /// <summary>All headers of a request together; more is a 431.</summary>
    public int RequestHeadBytes { get; init; } = 32 * 1024;

    public int RequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>Status line and headers of an app's answer; more is a 502.</summary>
    public int ResponseHeadBytes { get; init; } = 128 * 1024;

    /// <summary>From the first byte of a request to the end of its headers.</summary>
    public TimeSpan RequestHead { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may keep an idle connection: longer than the 2 minutes for which Caddy likes to reuse one.</summary>
    public TimeSpan ClientIdle { get; init; } = TimeSpan.FromSeconds(150);

    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Instances that are tried for one request, each once.</summary>
    public int ConnectTries { get; init; } = 3;

    /// <summary>From the last byte of the request to the head of the answer; then it is a 504.</summary>
    public TimeSpan Response { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The same for a gRPC call that says how long it will wait, at most.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Between two reads of a body, while neither side makes progress. Upgraded connections may be silent for ever.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a client may take nothing of an answer before it must take 240 bytes a second.</summary>
    public TimeSpan ClientWrite { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For an app to say 100 Continue; then the body is sent without it, as clients do.</summary>
    public TimeSpan Continue { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For an app to close an upgraded connection that its client has closed.</summary>
    public TimeSpan SocketClose { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Below the 5 s after which Node and others close an idle connection.</summary>
    public TimeSpan UpstreamIdle { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long an instance that could not be connected to is left alone; doubles with each further failure.</summary>
    public TimeSpan FirstEjection { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestEjection { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For requests under way when the edge is told to stop.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For what is under way, sockets and event streams included, when another process has taken over. Nobody waits for it.
    /// </summary>
    public TimeSpan HandedOver { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How exact the time limits on connections to instances are.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromMilliseconds(500);
}
