namespace Seaworthy.Docker;

public sealed record DockerEngineOptions
{
    /// <summary>The engine's Unix socket. TCP engines are not supported: a socket's file mode is what guards root.</summary>
    public string SocketPath { get; init; } = "/var/run/docker.sock";

    /// <summary>
    /// How long one call may take. Calls in which the engine itself waits (stop, restart) get their grace on top;
    /// streams have no deadline but their token.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);
}
