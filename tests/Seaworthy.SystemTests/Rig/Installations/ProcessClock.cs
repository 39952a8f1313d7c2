namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>When a process started: with its id this names one process for as long as the machine runs.</summary>
public static class ProcessClock
{
    /// <summary>In clock ticks since the machine's start; empty if there is no such process, or only its zombie.</summary>
    public static string StartOf(int id)
    {
        try
        {
            // The second field is the name in parentheses, which may hold anything; the fields after it are numbered from 3.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? "" : fields[22 - 3];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
