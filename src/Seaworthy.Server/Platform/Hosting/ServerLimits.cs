namespace Seaworthy.Server.Platform.Hosting;

/// <summary>What one client may take of the server. An endpoint that needs more says so itself.</summary>
public static class ServerLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public const long RequestBody = 1_000_000;

    public const int Connections = 5_000;

    public static readonly TimeSpan RequestHeaders = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);

    /// <summary>A request that is no stream is given up after this long.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(60);
}
