namespace Seaworthy.Edge.HandingOver;

/// <summary>
/// The control socket of a process has a name of its own, <c>run/edge-PID.sock</c>; <c>run/edge-control.sock</c> is a link to that of the
/// process in office. So the office changes hands in one step, and whoever has left it can still be asked.
/// </summary>
internal sealed class ControlSocketFile(EdgeOptions options)
{
    public string Own { get; } = Path.Combine(options.RunDirectory, $"edge-{Environment.ProcessId}.sock");

    /// <summary>From here on, callers reach this process.</summary>
    public void Publish()
    {
        var link = Path.Combine(options.RunDirectory, $"edge-{Environment.ProcessId}.link");
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.GetFileName(Own));
        File.Move(link, options.ControlSocket, overwrite: true);
    }

    public void Withdraw()
    {
        if (new FileInfo(options.ControlSocket).LinkTarget == Path.GetFileName(Own))
            File.Delete(options.ControlSocket);
    }
}
