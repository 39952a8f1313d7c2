using System.Diagnostics;
using System.Net.Sockets;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Proxies;

/// <summary>A proxy (or the server behind it) that runs on a loopback port until it is disposed.</summary>
public sealed class RunningProxy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly string folder;

    private RunningProxy(string name, int port, Process process, string folder)
    {
        Name = name;
        Port = port;
        this.process = process;
        this.folder = folder;
    }

    public string Name { get; }

    public int Port { get; }

    public int ProcessId => process.Id;

    /// <param name="folder">Its configuration and data; removed with it.</param>
    public static async Task<RunningProxy> StartAsync(
        string name, int port, string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        var said = new StreamWriter(Path.Combine(folder, "output.log")) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Keep(said, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var proxy = new RunningProxy(name, port, process, folder);
        try
        {
            await proxy.ListensAsync(cancel);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ListensAsync(CancellationToken cancel)
    {
        await Eventually.True(
            async token =>
            {
                if (process.HasExited)
                    return true;
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", Port, token);
                return true;
            },
            Patience, $"{Name} listens on {Port}", cancel);
        if (process.HasExited)
            throw new InvalidOperationException($"{Name} ended: {await File.ReadAllTextAsync(Path.Combine(folder, "output.log"), cancel)}");
    }

    private static void Keep(StreamWriter said, string? line)
    {
        if (line is null)
            return;
        lock (said)
            said.WriteLine(line);
    }
}
