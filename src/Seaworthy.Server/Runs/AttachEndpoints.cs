using System.Runtime.CompilerServices;
using System.Text;
using Seaworthy.Docker;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Runs;

/// <summary>A run's input and output at a WebSocket. One that waits for its client starts when this has hold of its streams, so that nothing is missed.</summary>
internal static class AttachEndpoints
{
    public const string Messages = """
        To the server: binary is input; text is control: {"type":"resize","rows":40,"columns":100}, {"type":"eof"}, {"type":"signal","signal":"INT"}.
        To the client: binary is output, a byte 1 (stdout) or 2 (stderr) before it; the last message is text: {"type":"exit","exit_code":0} or {"type":"error","detail":"…"}.
        """;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    public static async Task AttachAsync(Guid id, HttpContext http, RunStore runs, RunLogs logs, RunClients clients, Signals signals, WorkQueue queue, IDockerEngine docker)
    {
        if (await runs.FindAsync(http.Actor().Organization, id, http.RequestAborted) is not { } run)
        {
            await Problem.NotFound("run").ExecuteAsync(http);
            return;
        }
        using var socket = await ProcessSocket.AcceptAsync(http);
        if (socket is null)
            return;
        using var news = signals.Subscribe("runs", run.Id.ToString());
        try
        {
            if (run is { Attached: true, HasEnded: false })
                await InteractAsync(run, socket, runs, clients, news, queue, docker);
            else
                await socket.CarryAsync(Process(run, LinesAsync(logs.FollowAsync(run, null, socket.Gone), run.Tty, socket.Gone), null, docker));
            await TellEndAsync(run, socket, runs, news);
        }
        catch (OperationCanceledException) when (socket.Gone.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (DockerException e)
        {
            await socket.FailAsync(e.Message);
        }
    }

    private static async Task InteractAsync(Run run, ProcessSocket socket, RunStore runs, RunClients clients, Signals.Subscription news, WorkQueue queue, IDockerEngine docker)
    {
        if (!await ContainerExistsAsync(run, socket, runs, news, docker))
            return;
        await using var streams = await TryAttachAsync(run, socket, docker);
        if (streams is null)
            return;
        using (clients.Add(run.Id))
        {
            // It waits for us, or it counts how long it has been alone.
            await queue.NudgeAsync("runs", run.Id.Value, socket.Gone);
            await socket.CarryAsync(Process(run, streams.ReadAsync(socket.Gone), streams, docker));
        }
        await queue.NudgeAsync("runs", run.Id.Value, CancellationToken.None);
    }

    /// <summary>Null if it has ended in this moment.</summary>
    private static async Task<ProcessStreams?> TryAttachAsync(Run run, ProcessSocket socket, IDockerEngine docker)
    {
        try
        {
            return await docker.Containers.AttachAsync(run.ContainerName, run.Tty, socket.Gone);
        }
        catch (DockerException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>False if it ended instead.</summary>
    private static async Task<bool> ContainerExistsAsync(Run run, ProcessSocket socket, RunStore runs, Signals.Subscription news, IDockerEngine docker)
    {
        while (await docker.Containers.InspectAsync(run.ContainerName, socket.Gone) is null)
        {
            if (await runs.ReadAsync(run.Id, socket.Gone) is null or { HasEnded: true })
                return false;
            await news.WaitAsync(Poll / 5, socket.Gone);
        }
        return true;
    }

    private static AttachedProcess Process(Run run, IAsyncEnumerable<OutputFrame> output, ProcessStreams? input, IDockerEngine docker) => new()
    {
        Output = output,
        Input = input,
        Resize = (size, ct) => docker.Containers.ResizeAsync(run.ContainerName, size, ct),
        Signal = (signal, ct) => docker.Containers.KillAsync(run.ContainerName, $"SIG{signal}", ct),
    };

    /// <summary>Its output is closed: the owner of the run will have written how it ended in a moment.</summary>
    private static async Task TellEndAsync(Run run, ProcessSocket socket, RunStore runs, Signals.Subscription news)
    {
        while (!socket.Gone.IsCancellationRequested)
        {
            switch (await runs.ReadAsync(run.Id, socket.Gone))
            {
                case null:
                    await socket.FailAsync("The run is gone.");
                    return;
                case { Status: RunStatus.Exited, ExitCode: { } exitCode }:
                    await socket.ExitAsync(exitCode);
                    return;
                case { HasEnded: true } ended:
                    await socket.FailAsync($"It {RunStore.Word(ended.Status).Replace('_', ' ')}: {ended.Error ?? "nobody knows why"}");
                    return;
            }
            await news.WaitAsync(Poll, socket.Gone);
        }
        // Whoever broke the rules is told that instead.
        await socket.FailAsync("The connection has ended. Attach again: the run waits for its client for a while.");
    }

    private static async IAsyncEnumerable<OutputFrame> LinesAsync(IAsyncEnumerable<RunLine> lines, bool tty, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in lines.WithCancellation(ct))
            yield return new OutputFrame(line.Stream == "stderr" ? OutputStream.Stderr : OutputStream.Stdout, null, Encoding.UTF8.GetBytes(line.Text + (tty ? "\r\n" : "\n")));
    }
}
