using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Postgres;

/// <summary>
/// The folders of throw-away clusters. Each name holds the process that owns it, so that what a killed run left behind is
/// found, its server ended, and the folder removed by the next run.
/// </summary>
public static class ThrowAwayFolders
{
    private const string Prefix = "seaworthy-postgres-";

    public static string Create()
    {
        var owner = ProcessIdentity.OfThisProcess();
        var folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{owner.Id}-{owner.StartTime}-{Guid.NewGuid().ToString("n")[..8]}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static void SweepAbandoned()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
            if (OwnerOf(folder) is { IsRunning: false })
                Delete(folder);
    }

    /// <summary>Ends the cluster's processes that are still there, and removes the folder.</summary>
    public static void Delete(string folder)
    {
        var postmaster = Path.Combine(folder, "data", "postmaster.pid");
        if (File.Exists(postmaster) && int.TryParse(File.ReadLines(postmaster).FirstOrDefault(), out var id))
            ProcessTable.KillIfCommandMentions(id, folder);
        Directory.Delete(folder, recursive: true);
    }

    private static ProcessIdentity? OwnerOf(string folder)
    {
        var parts = Path.GetFileName(folder)[Prefix.Length..].Split('-');
        return parts.Length >= 2 && int.TryParse(parts[0], out var id) && long.TryParse(parts[1], out var start) ? new(id, start) : null;
    }
}
