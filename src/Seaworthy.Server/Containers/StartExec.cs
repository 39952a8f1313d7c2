using System.Collections.Concurrent;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Containers;

/// <summary>Starts programs in running containers, as the container's user and within its limits.</summary>
public sealed class StartExec(IDockerEngine docker)
{
    /// <summary>At once, per app.</summary>
    public const int MostAtOnce = 20;

    private readonly ConcurrentDictionary<AppId, int> counts = new();

    /// <summary>Null if too many run in the app's containers already. Give it back by disposing it.</summary>
    public IDisposable? TakePlace(AppId app)
    {
        if (counts.AddOrUpdate(app, 1, (_, count) => count + 1) <= MostAtOnce)
            return new Place(this, app);
        Leave(app);
        return null;
    }

    /// <exception cref="DockerException">409: the container does not run.</exception>
    public async Task<RunningExec> RunAsync(ManagedContainer container, ExecSpec spec, CancellationToken ct)
    {
        var exec = await docker.Execs.CreateAsync(container.Name, spec, ct);
        var streams = await docker.Execs.StartAsync(exec, spec.Tty, ct);
        return new RunningExec(docker.Execs, exec, streams);
    }

    private void Leave(AppId app) => counts.AddOrUpdate(app, 0, (_, count) => count - 1);

    private sealed class Place(StartExec owner, AppId app) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                owner.Leave(app);
        }
    }
}

/// <summary>
/// A program in a container. The engine cannot stop or signal it, but tells its process id on this host: there it is the first process
/// of a session of its own, which is ended as a whole. Its control group must name the container, or nothing is touched.
/// </summary>
public sealed class RunningExec(IExecs execs, string exec, ProcessStreams streams) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public ProcessStreams Streams => streams;

    public Task ResizeAsync(TerminalSize size, CancellationToken ct) => execs.ResizeAsync(exec, size, ct);

    public async Task SignalAsync(int signal, CancellationToken ct) => (await SessionAsync(ct))?.Send(signal);

    /// <summary>SIGTERM, half a second, SIGKILL, for it and what it has started.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (await SessionAsync(ct) is { } session)
            await session.KillAsync();
    }

    /// <summary>Waits until it has ended. Null if nobody knows how, since its container is gone.</summary>
    public async Task<int?> ExitCodeAsync(CancellationToken ct)
    {
        // It may close its output and go on.
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause < Longest ? pause * 2 : Longest)
        {
            var details = await execs.InspectAsync(exec, ct);
            if (details is not { Running: true })
                return details?.ExitCode;
            await Task.Delay(pause, ct);
        }
    }

    public ValueTask DisposeAsync() => streams.DisposeAsync();

    private async Task<ProcessSession?> SessionAsync(CancellationToken ct)
    {
        if (await execs.InspectAsync(exec, ct) is { Running: true, Pid: { } pid } details && ProcessSession.Of(pid) is { } session)
            return await IsInContainerAsync(pid, details.ContainerId, ct) ? session : null;
        return null;
    }

    /// <summary><c>0::/system.slice/docker-0a1b….scope</c> or <c>4:memory:/docker/0a1b…</c>.</summary>
    private static async Task<bool> IsInContainerAsync(int pid, string container, CancellationToken ct)
    {
        try
        {
            return container.Length > 0 && (await File.ReadAllTextAsync($"/proc/{pid}/cgroup", ct)).Contains(container, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
