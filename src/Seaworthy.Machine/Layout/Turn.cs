namespace Seaworthy.Machine.Layout;

/// <summary>Commands that change the installation take turns; the kernel ends a turn with its process.</summary>
public sealed class Turn : IDisposable
{
    private readonly FileStream file;

    private Turn(FileStream file) => this.file = file;

    /// <exception cref="TurnTakenException">Another command has it.</exception>
    /// <param name="kind">Turns of one kind exclude each other: an upgrade takes its own, since it calls commands that take theirs.</param>
    public static Turn Take(SeaworthyHome home, string kind = "sea")
    {
        try
        {
            return new Turn(new FileStream(Path.Combine(home.Run, kind + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new TurnTakenException(home, held);
        }
    }

    public void Dispose() => file.Dispose();
}

public sealed class TurnTakenException(SeaworthyHome home, Exception cause)
    : MachineException($"Another sea command is changing the installation in {home.Root} right now. Wait until it is done.", cause);
