using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Ports;

/// <summary>The process that listens on a port.</summary>
/// <param name="Program">Its name as `ps` shows it.</param>
public sealed record PortHolder(int ProcessId, string Program)
{
    /// <summary>Null when nobody listens there, or who it is cannot be seen from here (another user's process, without root).</summary>
    public static PortHolder? Find(int port) => All(port).FirstOrDefault();

    /// <summary>Everybody who has the socket: a keeper has it together with its program.</summary>
    public static IEnumerable<PortHolder> All(int port)
    {
        var sockets = ListeningSockets.Inodes(port).Select(inode => $"socket:[{inode}]").ToHashSet();
        if (sockets.Count == 0)
            yield break;
        foreach (var id in ProcessTable.Ids())
            if (ProcessTable.OpenFiles(id).Any(sockets.Contains))
                yield return new PortHolder(id, ProcessStat.Read(id)?.Name ?? "a process");
    }
}
