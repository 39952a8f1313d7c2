namespace Seaworthy.Server.Platform.Hosting;

/// <summary>Counts who is connected for longer than a request: WebSockets and event streams.</summary>
public sealed class OpenStreams
{
    private int sockets;
    private int events;

    public int Sockets => Volatile.Read(ref sockets);

    public int EventStreams => Volatile.Read(ref events);

    /// <summary>Counts one until it is disposed.</summary>
    public IDisposable Open(bool isSocket)
    {
        Add(isSocket, 1);
        return new Closing(this, isSocket);
    }

    private void Add(bool isSocket, int change)
    {
        if (isSocket)
            Interlocked.Add(ref sockets, change);
        else
            Interlocked.Add(ref events, change);
    }

    private sealed class Closing(OpenStreams open, bool isSocket) : IDisposable
    {
        public void Dispose() => open.Add(isSocket, -1);
    }
}
