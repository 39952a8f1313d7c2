namespace Seaworthy.Machine.Processes;

/// <summary>The parts of /proc/PID/stat that matter here.</summary>
/// <param name="State">R, S, D, Z and so on.</param>
/// <param name="Group">The process group.</param>
/// <param name="StartTime">In clock ticks (100 a second) since the machine started.</param>
public sealed record ProcessStat(int Id, string Name, char State, int Parent, int Group, int Session, long StartTime)
{
    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Read(int id)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{id}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a line such as `812 (nginx: worker) S 800 800 800 0 -1 …`, whose name may hold blanks and brackets.</summary>
    public static ProcessStat Parse(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var close = line.LastIndexOf(')');
        var rest = line[(close + 2)..].Split(' ');
        return new ProcessStat(
            int.Parse(line[..(open - 1)]), line[(open + 1)..close], rest[0][0],
            int.Parse(rest[1]), int.Parse(rest[2]), int.Parse(rest[3]), long.Parse(rest[19]));
    }
}
