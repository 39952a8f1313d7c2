using Seaworthy.Docker;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Containers;

/// <summary>A program in a running container, at a WebSocket; it ends when its client goes away.</summary>
internal static class ExecEndpoints
{
    private const string Messages = """
        First to the server: {"type":"start","command":["sh"],"tty":true,"rows":40,"columns":100}. Then binary is input; text is control:
        {"type":"resize","rows":40,"columns":100}, {"type":"eof"}, {"type":"signal","signal":"INT"}. To the client: binary is output, a byte 1 (stdout) or
        2 (stderr) before it; the last message is text: {"type":"exit","exit_code":0} or {"type":"error","detail":"…"}.
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static void MapExec(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ws/apps/{app}/exec", InAppAsync).WithTags("containers").Require(Permission.ExecWrite).WithSummary("Run a program inside an instance that serves, as a WebSocket.").AsWebSocket(Messages);
        routes.MapGet("/ws/containers/{id}/exec", InContainerAsync).WithTags("containers").Require(Permission.ExecWrite).WithSummary("Run a program inside a container, as a WebSocket.").AsWebSocket(Messages);
    }

    private static async Task InAppAsync(string app, string? process, int? ordinal, HttpContext http, AppStore apps, ManagedContainers containers, StartExec start, Db db)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, http.RequestAborted) is not { } found)
            await Problem.NotFound("app").ExecuteAsync(http);
        else if (await containers.ServingAsync(found.OrganizationId, found.Id, process ?? "web", ordinal, http.RequestAborted) is { } container)
            await RunAsync(container, http, start, db);
        else if (ordinal is { } number)
            await Problem.Of(StatusCodes.Status404NotFound, $"There is no instance {process ?? "web"}.{number} that runs.").ExecuteAsync(http);
        else
            await Problem.Conflict($"No instance of {process ?? "web"} runs.").ExecuteAsync(http);
    }

    private static async Task InContainerAsync(string id, HttpContext http, ManagedContainers containers, StartExec start, Db db)
    {
        if (await containers.FindAsync(http.Actor().Organization, id, http.RequestAborted) is { } container)
            await RunAsync(container, http, start, db);
        else
            await Problem.NotFound("container").ExecuteAsync(http);
    }

    private static async Task RunAsync(ManagedContainer container, HttpContext http, StartExec start, Db db)
    {
        using var place = start.TakePlace(container.AppId);
        if (place is null)
        {
            await Problem.Conflict($"{StartExec.MostAtOnce} programs run in this app's containers already. End one first.").ExecuteAsync(http);
            return;
        }
        using var socket = await ProcessSocket.AcceptAsync(http);
        if (socket is null)
            return;
        if (await socket.ReceiveStartAsync() is not { Command: [{ Length: > 0 }, ..] } control)
        {
            await socket.FailAsync("""Send {"type":"start","command":["sh"],"tty":true} first.""");
            return;
        }
        try
        {
            await db.InTransactionAsync(connection => Audit.AddAsync(connection, http.Actor(), "exec", "containers", container.Id.ToString()), socket.Gone);
            await using var exec = await start.RunAsync(container, ToSpec(control), socket.Gone);
            await CarryAsync(socket, exec);
        }
        catch (DockerException e)
        {
            await socket.FailAsync(e.EngineMessage);
        }
        catch (OperationCanceledException) when (socket.Gone.IsCancellationRequested)
        {
            await socket.FailAsync("The client went away.");
        }
    }

    private static async Task CarryAsync(ProcessSocket socket, RunningExec exec)
    {
        using var limit = new CancellationTokenSource(Longest);
        using var killing = limit.Token.Register(() => _ = exec.KillAsync(CancellationToken.None));
        try
        {
            var isThere = await socket.CarryAsync(new AttachedProcess
            {
                Output = exec.Streams.ReadAsync(socket.Gone),
                Input = exec.Streams,
                Resize = exec.ResizeAsync,
                Signal = (signal, ct) => exec.SignalAsync(ProcessSocket.Signals[signal], ct),
            });
            if (isThere && await exec.ExitCodeAsync(socket.Gone) is { } exitCode)
                await socket.ExitAsync(exitCode);
            else
                await socket.FailAsync("Its container is gone, so nobody knows how it ended.");
        }
        finally
        {
            // Nobody is there to hear it any more, or it has ended: then there is nothing to kill.
            await exec.KillAsync(CancellationToken.None);
        }
    }

    private static ExecSpec ToSpec(ProcessControl control) => new(control.Command!)
    {
        Stdin = true,
        Tty = control.Tty ?? false,
        Size = control is { Tty: true, Rows: > 0 and <= 1000 and var rows, Columns: > 0 and <= 1000 and var columns } ? new TerminalSize(rows, columns) : null,
        Environment = control.Tty == true ? new Dictionary<string, string> { ["TERM"] = "xterm-256color" } : new Dictionary<string, string>(),
    };
}
