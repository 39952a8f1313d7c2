namespace Seaworthy.Machine.Ports;

/// <summary>Makes sure that a port is free, or held by the one who should have it.</summary>
public static class PortCheck
{
    /// <param name="variable">The setting that chooses this port.</param>
    /// <param name="isOurs">Whether a process is the service that this port is for.</param>
    /// <exception cref="PortHeldException">Somebody else listens there.</exception>
    public static void Demand(int port, string variable, Func<int, bool> isOurs)
    {
        if (ListeningSockets.Inodes(port).Count == 0)
            return;
        var holders = PortHolder.All(port).ToList();
        if (!holders.Exists(holder => isOurs(holder.ProcessId)))
            throw new PortHeldException(port, variable, holders.FirstOrDefault());
    }
}

public sealed class PortHeldException(int port, string variable, PortHolder? holder) : MachineException(
    $"Port {port} is held by {(holder is null ? "another program" : $"{holder.Program} (pid {holder.ProcessId})")}. " +
    $"Stop it, or choose another port: {variable}={(port < 1024 ? port + 8001 : port + 1)} ./sea up")
{
    public PortHolder? Holder => holder;
}
