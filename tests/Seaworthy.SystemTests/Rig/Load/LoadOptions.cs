using System.Net;

namespace Seaworthy.SystemTests.Rig.Load;

/// <summary>Which requests are sent, by how many connections, how often. Every answer but a 200 is a failure.</summary>
public sealed record LoadOptions
{
    public required IPEndPoint Server { get; init; }

    public required string Host { get; init; }

    public string Path { get; init; } = "/";

    /// <summary>Null: GET; else POST with this body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>How many requests may be under way at once.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>False: a connection for each request.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>Requests per second of all connections together.</summary>
    public double Rate { get; init; } = 200;

    /// <summary>A request that takes longer is a failure.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A further look at a 200's body: what is wrong with it, or null.</summary>
    public Func<string, string?> Fault { get; init; } = static _ => null;
}
