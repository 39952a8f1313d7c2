using System.Runtime.InteropServices;

namespace Seaworthy.Cli.Running;

/// <summary>
/// The terminal passes every key on as it is (no echo, no line editing, Ctrl-C is a byte), until disposed. However the process ends, but
/// by SIGKILL, the terminal gets its settings back.
/// </summary>
public sealed partial class RawTerminal : IDisposable
{
    private const int Input = 0;
    private const int AfterOutput = 1;

    /// <summary>More than <c>struct termios</c> takes with any C library; only the library looks into it.</summary>
    private const int SettingsSize = 256;

    private readonly byte[] before;
    private bool isRaw = true;

    private RawTerminal(byte[] before) => this.before = before;

    /// <returns>Null where standard input is no terminal.</returns>
    public static RawTerminal? Enter()
    {
        var before = new byte[SettingsSize];
        if (GetSettings(Input, before) != 0)
            return null;
        var raw = (byte[])before.Clone();
        MakeRaw(raw);
        var terminal = new RawTerminal(before);
        AppDomain.CurrentDomain.ProcessExit += terminal.OnExit;
        if (SetSettings(Input, AfterOutput, raw) == 0)
            return terminal;
        terminal.Dispose();
        return null;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Restore();
    }

    private void OnExit(object? sender, EventArgs arguments) => Restore();

    private void Restore()
    {
        if (!isRaw)
            return;
        isRaw = false;
        _ = SetSettings(Input, AfterOutput, before);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte[] settings);
}
