namespace Seaworthy.Testing.Database;

/// <summary>
/// A folder for one test run's cluster, held by a file lock that the system lets go of however the run ends. Claiming one removes
/// the clusters of runs that were killed.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    private readonly FileStream claim;

    private ClusterFolder(string path, FileStream claim)
    {
        Path = path;
        this.claim = claim;
    }

    public string Path { get; }

    public static async Task<ClusterFolder> Claim(CancellationToken cancel)
    {
        var root = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "seaworthy-tests-postgres")).FullName;
        foreach (var left in Directory.GetFiles(root, "*.lock"))
        {
            if (TryHold(System.IO.Path.ChangeExtension(left, null)) is { } dead)
            {
                using (dead)
                    await PostgresCluster.Remove(dead.Path, cancel);
            }
        }
        var path = System.IO.Path.Combine(root, Guid.NewGuid().ToString("n")[..12]);
        return TryHold(path) ?? throw new InvalidOperationException($"{path} is taken.");
    }

    /// <summary>The lock's file goes with the lock, while it is still held.</summary>
    public void Dispose()
    {
        File.Delete(claim.Name);
        claim.Dispose();
    }

    private static ClusterFolder? TryHold(string path)
    {
        try
        {
            return new ClusterFolder(path, new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
