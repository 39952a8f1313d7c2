namespace Seaworthy.Docker.Tests.Contract;

/// <summary>
/// What a container of a contract test does: a command of busybox for the real engine, and a behaviour of the fake with the same
/// name.
/// </summary>
public sealed record Program(string Name, IReadOnlyList<string> Command)
{
    /// <summary>Runs until SIGTERM, and then exits with 0.</summary>
    public static Program Obedient { get; } = Shell("obedient", "trap 'exit 0' TERM; sleep 1000 & wait");

    /// <summary>Runs until SIGKILL: as process 1 it has no default handlers.</summary>
    public static Program Stubborn { get; } = new("stubborn", ["/bin/sleep", "1000"]);

    /// <summary>Writes <c>to stdout</c> and <c>to stderr</c>, then exits with 3.</summary>
    public static Program Failing { get; } = Shell("failing", "echo to stdout; echo to stderr >&2; exit 3");

    /// <summary>Writes <c>line 1</c> to <c>line 5</c> and goes on as <see cref="Obedient"/>.</summary>
    public static Program Talking { get; } =
        Shell("talking", "trap 'exit 0' TERM; for i in 1 2 3 4 5; do echo line $i; done; sleep 1000 & wait");

    /// <summary>Writes what it reads, until the end of its input.</summary>
    public static Program Echo { get; } = new("echo", ["/bin/cat"]);

    /// <summary>Has no such command.</summary>
    public static Program Broken { get; } = new("broken", ["/bin/nothing-of-this-name"]);

    public static IReadOnlyList<Program> All { get; } = [Obedient, Stubborn, Failing, Talking, Echo, Broken];

    private static Program Shell(string name, string line) => new(name, ["/bin/sh", "-c", line]);
}
