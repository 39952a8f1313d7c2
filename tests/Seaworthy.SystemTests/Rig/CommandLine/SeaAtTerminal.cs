using System.Diagnostics;
using System.Text;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.CommandLine;

/// <summary>`sea` at a terminal of 33 rows and 99 columns, which `script` of util-linux makes: what is typed goes in, what is shown comes out.</summary>
public sealed class SeaAtTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder shown = new();
    private readonly string folder;
    private readonly Task reading;

    private SeaAtTerminal(Process process, string folder)
    {
        this.process = process;
        this.folder = folder;
        reading = Read();
    }

    /// <summary>Everything that was shown so far.</summary>
    public string Shown
    {
        get
        {
            lock (shown)
                return shown.ToString();
        }
    }

    /// <summary>The terminal's settings, as `stty -a` tells them, before and after sea.</summary>
    public (string Before, string After) Settings => (File.ReadAllText(Path.Combine(folder, "before")), File.ReadAllText(Path.Combine(folder, "after")));

    public static SeaAtTerminal Start(Sea sea, string arguments)
    {
        var folder = Directory.CreateDirectory(Path.Combine(sea.Home, $"terminal-{Guid.NewGuid():n}")).FullName;
        // Whoever started the tests in the background has SIGINT ignored, and everything below them with it.
        // Ctrl-C reaches the shell around sea too, which must live on to tell sea's own exit code.
        var commands = $"trap : INT; tty > {folder}/tty; stty rows 33 cols 99; stty -a > {folder}/before; {Checkout.Program("Seaworthy.Cli")} {arguments}; code=$?; stty -a > {folder}/after; exit $code";
        var start = sea.Prepared(new ProcessStartInfo("env", ["--default-signal=INT", "script", "--quiet", "--return", "--flush", "--command", commands, "/dev/null"]));
        start.Environment["SHELL"] = "/bin/sh";
        return new SeaAtTerminal(Process.Start(start)!, folder);
    }

    public async Task Type(string text, CancellationToken cancel)
    {
        await process.StandardInput.WriteAsync(text.AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
    }

    public Task Shows(string text, CancellationToken cancel) => Eventually.Get(
        _ => Task.FromResult(Shown), now => now.Contains(text, StringComparison.Ordinal), Patience, $"the terminal shows {text}", cancel);

    /// <summary>As if somebody drew the window to this size.</summary>
    public Task Resize(int rows, int columns, CancellationToken cancel) =>
        Tool.Run("stty", ["-F", File.ReadAllText(Path.Combine(folder, "tty")).Trim(), "rows", $"{rows}", "cols", $"{columns}"], cancel);

    /// <returns>The exit code of sea.</returns>
    public async Task<int> Ends(CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel).WaitAsync(Patience, cancel);
        await reading.WaitAsync(Patience, cancel);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task Read()
    {
        var buffer = new char[4096];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (shown)
                shown.Append(buffer, 0, read);
        }
    }
}
