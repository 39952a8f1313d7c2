using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Ports;

/// <summary>The process that listens on a port.</summary>
/// <param name="Program">Its name as `ps` shows it.</param>
public sealed record PortHolder(int ProcessId, string Program)
{
    /// <summary>Null when nobody listens there, or who it is cannot be seen from here (another user's process, without root).</summary>
    public static PortHolder? Find(int port)
    {
        var inodes = ListeningSockets.Inodes(port);
        if (inodes.Count == 0)
            return null;
        var sockets = inodes.Select(inode => $"socket:[{inode}]").ToHashSet();
        foreach (var id in ProcessTable.Ids())
            if (ProcessTable.OpenFiles(id).Any(sockets.Contains))
                return new PortHolder(id, ProcessStat.Read(id)?.Name ?? "a process");
        return null;
    }
}
