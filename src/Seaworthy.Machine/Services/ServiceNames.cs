namespace Seaworthy.Machine.Services;

public static class ServiceNames
{
    public const string Edge = "edge";
    public const string Docker = "docker";
    public const string Postgres = "postgres";
    public const string Server = "server";

    /// <summary>In the order in which they are started: what serves comes first.</summary>
    public static IReadOnlyList<string> All { get; } = [Edge, Docker, Postgres, Server];
}
