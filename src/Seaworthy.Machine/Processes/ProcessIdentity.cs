namespace Seaworthy.Machine.Processes;

/// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
/// <param name="StartTime">In clock ticks since the machine started: field 22 of /proc/PID/stat.</param>
public readonly record struct ProcessIdentity(int Id, long StartTime)
{
    /// <summary>A process that has ended but was not waited for by its parent (a zombie) is not running.</summary>
    public bool IsRunning => Of(Id) == this;

    public static ProcessIdentity OfThisProcess() => Of(Environment.ProcessId)!.Value;

    /// <summary>Null when there is no such process, or only its remains.</summary>
    public static ProcessIdentity? Of(int id) =>
        ProcessStat.Read(id) is { State: not ('Z' or 'X') } stat ? new ProcessIdentity(id, stat.StartTime) : null;
}
