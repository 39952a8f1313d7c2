using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Seaworthy.SystemTests.Rig.Engines;

/// <summary>Processes by what their command lines name, with all that descend from them.</summary>
public static class ProcessTree
{
    /// <summary>The ids of processes with this folder in their command line, and of their descendants: of dockerd, its shims and their containers.</summary>
    public static IReadOnlyCollection<int> Naming(string folder)
    {
        var found = new HashSet<int>();
        foreach (var path in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), out var id) && Read($"/proc/{id}/cmdline").Contains(folder + "/", StringComparison.Ordinal))
                AddWithDescendants(id, found);
        }
        return found;
    }

    /// <summary>kill -9</summary>
    public static void Kill(IEnumerable<int> ids)
    {
        foreach (var id in ids)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It went with another one.
            }
        }
    }

    private static void AddWithDescendants(int id, HashSet<int> found)
    {
        if (!found.Add(id))
            return;
        // A child belongs to the thread that made it.
        foreach (var thread in Threads(id))
        {
            foreach (var child in Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                AddWithDescendants(int.Parse(child, CultureInfo.InvariantCulture), found);
        }
    }

    private static string[] Threads(int id)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{id}/task");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <returns>Empty where the process is gone.</returns>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
