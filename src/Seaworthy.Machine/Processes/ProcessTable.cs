using System.Diagnostics;

namespace Seaworthy.Machine.Processes;

/// <summary>The processes of this machine, read from /proc. What is gone, or not ours to see, reads as empty.</summary>
public static class ProcessTable
{
    public static IEnumerable<int> Ids() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!));

    /// <summary>The arguments of a process, the program first.</summary>
    public static IReadOnlyList<string> CommandLine(int id) => Strings($"/proc/{id}/cmdline");

    /// <summary>The variables that a process was started with.</summary>
    public static IReadOnlyDictionary<string, string> Environment(int id) => Strings($"/proc/{id}/environ")
        .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1]);

    /// <summary>What its file descriptors point at, such as <c>socket:[31337]</c> or <c>/dev/null</c>.</summary>
    public static IEnumerable<string> OpenFiles(int id)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{id}/fd").Select(LinkTarget).OfType<string>()];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Physical memory of a process in bytes, what it shares with others counted in part (PSS), so that the sum over several is true.
    /// </summary>
    public static long ProportionalBytes(int id) =>
        Text($"/proc/{id}/smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024
            : 0;

    /// <summary>How long ago a process was started.</summary>
    public static TimeSpan Age(ProcessIdentity process)
    {
        var sinceBoot = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(Math.Max(0, sinceBoot - process.StartTime / 100.0));
    }

    /// <summary>A process with all that it started, and what those started.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        var children = Ids().Select(ProcessStat.Read).OfType<ProcessStat>().ToLookup(stat => stat.Parent, stat => stat.Id);
        var tree = new List<int> { root };
        for (var at = 0; at < tree.Count; at++)
            tree.AddRange(children[tree[at]]);
        return tree;
    }

    /// <summary>Kills a process whose command line proves that it is the one meant, with all that it started.</summary>
    public static void KillIfCommandMentions(int id, string text)
    {
        if (!CommandLine(id).Any(argument => argument.Contains(text, StringComparison.Ordinal)))
            return;
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }

    private static string[] Strings(string file) => Text(file).TrimEnd('\0') is { Length: > 0 } text ? text.Split('\0') : [];

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? LinkTarget(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
