using System.Diagnostics;
using Seaworthy.Edge.Client;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>The edge as a program of its own, which can be told to stop and be killed.</summary>
internal sealed class EdgeProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private EdgeProgram(string home, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Seaworthy.Edge.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        Client = new EdgeClient(Path.Combine(home, "run", "edge-control.sock"));
    }

    public EdgeClient Client { get; }

    public int Port { get; private init; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts with exactly these variables added; does not wait.</summary>
    public static EdgeProgram Run(IReadOnlyDictionary<string, string> environment) => new("", environment);

    /// <summary>Returns when the control socket answers.</summary>
    public static async Task<EdgeProgram> StartAsync(string home, int port)
    {
        var program = new EdgeProgram(home, new Dictionary<string, string> { ["SEAWORTHY_HOME"] = home, ["ROUTER_HTTP_PORT"] = port.ToString() }) { Port = port };
        await Eventually.Get(program.Client.GetStatusAsync, _ => true, TimeSpan.FromSeconds(30), "the edge answers", Cancel);
        return program;
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.ToPortAsync(Port);

    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString()]).WaitForExit();

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Cancel);
    }

    /// <summary>Its exit code and everything that it printed.</summary>
    public async Task<(int Code, string Output)> EndAsync()
    {
        await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return (process.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Client.Dispose();
    }
}
