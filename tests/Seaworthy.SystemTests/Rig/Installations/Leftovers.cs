using System.Diagnostics;
using Seaworthy.Machine.Processes;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>
/// Removes an installation wholly: its processes, what it made in Docker, its folder. The folder knows what belongs to it, so that
/// a later run can do it where an earlier one crashed.
/// </summary>
public static class Leftovers
{
    private const string Label = "seaworthy.installation";

    /// <summary>Notes a process of the installation: its id alone could be somebody else's after a while.</summary>
    public static void NoteProcess(string folder, int id) =>
        File.AppendAllText(Path.Combine(folder, "processes"), $"{id} {ProcessIdentity.Of(id)?.StartTime}\n");

    /// <summary>Notes the id that the installation's containers, networks, volumes and images carry as their label.</summary>
    public static void NoteInstallation(string folder, Guid id) => File.WriteAllText(Path.Combine(folder, "installation"), id.ToString());

    public static async Task Reap(string folder, CancellationToken cancel)
    {
        EndProcesses(Path.Combine(folder, "processes"));
        // Keepers first, or they would start again what is killed.
        ProcessTree.Kill(ProcessTree.Naming(folder));
        var noted = Path.Combine(folder, "installation");
        if (File.Exists(noted) && !OwnEngine.WasIn(folder))
        {
            var installation = await File.ReadAllTextAsync(noted, cancel);
            await RemoveFromDocker(installation, cancel);
            await FirewallRules.Remove(Guid.Parse(installation), cancel);
        }
        await OwnEngine.Reap(folder, cancel);
        await RemoveFolder(folder, cancel);
    }

    private static void EndProcesses(string noted)
    {
        if (!File.Exists(noted))
            return;
        foreach (var line in File.ReadAllLines(noted))
        {
            var words = line.Split(' ');
            var id = int.Parse(words[0], null);
            if (long.TryParse(words[1], out var start) && new ProcessIdentity(id, start).IsRunning)
                Kill(id);
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended on its own in between.
        }
    }

    private static async Task RemoveFromDocker(string installation, CancellationToken cancel)
    {
        var filter = $"label={Label}={installation}";
        await Remove(["container", "ls", "--all", "--quiet", "--filter", filter], ["container", "rm", "--force", "--volumes"], cancel);
        await Remove(["network", "ls", "--quiet", "--filter", filter], ["network", "rm"], cancel);
        await Remove(["volume", "ls", "--quiet", "--filter", filter], ["volume", "rm", "--force"], cancel);
        await Remove(["image", "ls", "--all", "--quiet", "--filter", filter], ["image", "rm", "--force"], cancel);
    }

    private static async Task Remove(string[] list, string[] remove, CancellationToken cancel)
    {
        var ids = await Engine.OfThisMachine.DockerIds(list, cancel);
        if (ids.Length > 0)
            await Engine.OfThisMachine.Docker([.. remove, .. ids], cancel);
    }

    /// <summary>A process killed a moment ago may still write into it.</summary>
    private static Task RemoveFolder(string folder, CancellationToken cancel) => Eventually.True(
        () =>
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            return true;
        },
        TimeSpan.FromSeconds(10), $"{folder} can be removed", cancel);
}
