using System.Globalization;

namespace Seaworthy.Bench.Measuring;

/// <summary>What a process and its descendants use, from /proc.</summary>
public static class ProcessCost
{
    private const double TicksPerSecond = 100;

    /// <summary>Proportional set size: shared pages are counted by their share, so that sums are true. In megabytes.</summary>
    public static double MemoryOf(int root) => Tree(root).Sum(id => Pss(id)) / 1024.0;

    /// <summary>Seconds of processor time so far, of all that still live.</summary>
    public static double ProcessorOf(int root) => Tree(root).Sum(Processor);

    private static IEnumerable<int> Tree(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (id, parent: Fields(id) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0))
            .ToLookup(pair => pair.parent, pair => pair.id);
        var left = new Queue<int>([root]);
        while (left.TryDequeue(out var id))
        {
            yield return id;
            foreach (var child in parents[id])
                left.Enqueue(child);
        }
    }

    private static double Pss(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Processor(int id) => Fields(id) is { } fields
        ? (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond
        : 0;

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
