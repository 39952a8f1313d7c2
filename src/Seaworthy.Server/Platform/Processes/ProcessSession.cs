using System.Globalization;
using System.Runtime.InteropServices;

namespace Seaworthy.Server.Platform.Processes;

/// <summary>
/// A program that we started and everything it started: one session of the kernel, whose id is the id of its first process. The
/// start time tells it from a later process that was given the same id.
/// </summary>
/// <param name="Id">Process, group and session id of the leader.</param>
/// <param name="StartedAt">The leader's start in clock ticks since boot: field 22 of <c>/proc/ID/stat</c>.</param>
public sealed partial record ProcessSession(int Id, long StartedAt)
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The session of a living process that leads one, or null.</summary>
    public static ProcessSession? Of(int id) => ReadStat(id) is { } stat ? new ProcessSession(id, stat.StartedAt) : null;

    /// <summary>
    /// Asks every process of the session to end, and kills after half a second what still runs. Does nothing if the leader's id was
    /// given to a process that is not ours.
    /// </summary>
    public async Task KillAsync()
    {
        if (ReadStat(Id) is { } leader && leader.StartedAt != StartedAt)
            return;
        Signal(SigTerm);
        for (var waited = TimeSpan.Zero; waited < Grace && Members().Count > 0; waited += Interval)
            await Task.Delay(Interval);
        // A process may fork between the look and the signal: look again until there is none.
        while (Signal(SigKill) > 0)
            await Task.Delay(Interval);
    }

    /// <summary>Sends a signal to the leader's process group. Does nothing if the leader is gone.</summary>
    public void Send(int signal)
    {
        if (ReadStat(Id) is { State: not 'Z' } leader && leader.StartedAt == StartedAt)
            _ = Kill(-Id, signal);
    }

    private int Signal(int signal)
    {
        var members = Members();
        foreach (var member in members)
            _ = Kill(member, signal);
        return members.Count;
    }

    /// <summary>The leader, which may not lead yet, and its session's processes; zombies are dead already.</summary>
    private List<int> Members()
    {
        var members = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ReadStat(id) is { State: not 'Z' } stat && stat.StartedAt >= StartedAt && (stat.Session == Id || id == Id))
                members.Add(id);
        }
        return members;
    }

    /// <summary>Reads <c>PID (name) S ppid pgrp session …</c>; the name may hold spaces and parentheses.</summary>
    private static Stat? ReadStat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Stat(fields[0][0], int.Parse(fields[3], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    private readonly record struct Stat(char State, int Session, long StartedAt);
}
