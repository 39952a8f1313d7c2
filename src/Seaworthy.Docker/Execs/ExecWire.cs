namespace Seaworthy.Docker.Transport;

internal sealed record ExecCreateWire
{
    public required IReadOnlyList<string> Cmd { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public string? User { get; init; }
    public string? WorkingDir { get; init; }
    public bool AttachStdin { get; init; }
    public bool AttachStdout { get; init; } = true;
    public bool AttachStderr { get; init; } = true;
    public bool Tty { get; init; }
    public IReadOnlyList<int>? ConsoleSize { get; init; }
}

internal sealed record ExecStartWire(bool Detach, bool Tty);

internal sealed record ExecInspectWire(string ID, string? ContainerID, bool Running, int? ExitCode, int Pid);
