using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Seaworthy.Edge.Listening;

/// <summary>A connection that came in by an <see cref="Entrance"/>, counted until it is closed or becomes a socket.</summary>
internal sealed class Visit(Entrance entrance, ConnectionContext connection) : IDecrementConcurrentConnectionCountFeature
{
    private int released;

    public ConnectionContext Connection => connection;

    public bool IsHttp2 { get; set; }

    /// <summary>Kestrel calls it when the connection has been upgraded.</summary>
    public void ReleaseConnection()
    {
        if (Interlocked.Exchange(ref released, 1) == 0)
            entrance.Uncount();
    }
}
