using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Machine.Backups;

/// <summary>Backups that are made before something that could go wrong, in the installation's own folder; only the newest are kept.</summary>
public sealed class AutomaticBackups(Installation installation, Origin origin, TimeProvider time)
{
    private const int Kept = 5;
    private const string Prefix = "before-";

    /// <param name="what">"upgrade", "restore".</param>
    /// <returns>The backup's path.</returns>
    public async Task<string> MakeAsync(string what, IStep step, CancellationToken cancellation)
    {
        var file = Path.Combine(installation.Home.Backups, BackupWriter.FileName(Prefix + what, time));
        await new BackupWriter(installation, origin, time).WriteAsync(file, step, cancellation);
        foreach (var old in Directory.EnumerateFiles(installation.Home.Backups, $"{Prefix}*.tar.gz").OrderByDescending(File.GetLastWriteTimeUtc).Skip(Kept))
            File.Delete(old);
        step.Done(file);
        return file;
    }
}
