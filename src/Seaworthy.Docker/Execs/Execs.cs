using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Execs(EngineTransport transport) : IExecs
{
    public async Task<string> CreateAsync(string container, ExecSpec spec, CancellationToken cancellationToken)
    {
        var body = new ExecCreateWire
        {
            Cmd = spec.Command,
            Env = [.. spec.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            User = spec.User,
            WorkingDir = spec.WorkingDirectory,
            AttachStdin = spec.Stdin,
            Tty = spec.Tty,
            ConsoleSize = spec.Size is { } size ? [size.Rows, size.Columns] : null,
        };
        var request = EngineRequest.Post($"create a process in container {container}", EnginePath.Of("containers", container, "exec"))
            .WithJson(body, EngineJson.Default.ExecCreateWire);
        return (await transport.ReadAsync(request, EngineJson.Default.IdWire, cancellationToken)).Id;
    }

    public Task<ProcessStreams> StartAsync(string exec, bool tty, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"start process {exec}", EnginePath.Of("exec", exec, "start"))
            .WithJson(new ExecStartWire(Detach: false, tty), EngineJson.Default.ExecStartWire);
        return transport.HijackAsync(request, tty, cancellationToken);
    }

    public async Task ResizeAsync(string exec, TerminalSize size, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("exec", exec, "resize").With("h", size.Rows).With("w", size.Columns);
        var request = EngineRequest.Post($"resize the terminal of process {exec}", path);
        (await transport.SendAsync(request, cancellationToken)).EnsureSuccess();
    }

    public async Task<ExecDetails?> InspectAsync(string exec, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"inspect process {exec}", EnginePath.Of("exec", exec, "json"));
        var reply = await transport.SendAsync(request, cancellationToken);
        if (reply.Status == HttpStatusCode.NotFound)
            return null;
        var wire = reply.Read(EngineJson.Default.ExecInspectWire);
        return new ExecDetails(
            wire.ID, wire.ContainerID ?? "", wire.Running, wire.Running ? null : wire.ExitCode, wire.Pid > 0 ? wire.Pid : null);
    }
}
