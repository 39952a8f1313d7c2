using System.Globalization;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Bench.Measuring;

/// <summary>What a process and its descendants use, from /proc.</summary>
public static class ProcessCost
{
    private const double TicksPerSecond = 100;

    /// <summary>Proportional set size: shared pages are counted by their share, so that sums are true. In megabytes.</summary>
    public static double MemoryOf(int root) => ProcessTable.Tree(root).Sum(ProcessTable.ProportionalBytes) / (1024.0 * 1024);

    /// <summary>Seconds of processor time so far, of all that live, and of children that ended and were waited for.</summary>
    public static double ProcessorOf(int root) => ProcessTable.Tree(root).Sum(Processor);

    // From its own user time to its children's system time.
    private static double Processor(int id) => Fields(id) is { } fields ? fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond : 0;

    /// <summary>/proc/PID/stat from its third field (the state) on: the name before it may hold blanks.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
