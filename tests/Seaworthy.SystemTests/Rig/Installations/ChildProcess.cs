using System.Diagnostics;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>A program of the installation that runs beside the test; what it prints is appended to a file.</summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly StreamWriter log;

    private ChildProcess(Process process, StreamWriter log)
    {
        this.process = process;
        this.log = log;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <param name="command">The program and its arguments; where it is a wrapper such as nsenter, that must become the program.</param>
    /// <param name="environment">The whole environment, but for the path and .NET's own variables.</param>
    public static ChildProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string logFile)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME") && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var child = new ChildProcess(Process.Start(start)!, new StreamWriter(logFile, append: true) { AutoFlush = true });
        child.process.OutputDataReceived += child.Write;
        child.process.ErrorDataReceived += child.Write;
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task Kill(CancellationToken cancel)
    {
        process.Kill();
        await process.WaitForExitAsync(cancel);
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    /// <exception cref="TimeoutException">It did not obey within 30 s.</exception>
    public async Task Stop(CancellationToken cancel)
    {
        if (!process.HasExited)
            await Tool.Run("kill", ["-TERM", $"{process.Id}"], cancel);
        await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);
    }

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
        log.Dispose();
    }

    private void Write(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (gate)
            log.WriteLine(line.Data);
    }
}
