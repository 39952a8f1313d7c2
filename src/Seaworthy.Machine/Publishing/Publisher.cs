using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Machine.Publishing;

/// <summary>Builds programs into folders of their own, one for each version, that never change afterwards.</summary>
public sealed class Publisher(Checkout checkout, SeaworthyHome home)
{
    private const int Kept = 3;

    /// <summary>The version that was made current last; null when there is none. It needs no sources.</summary>
    public Published? Current(Part part)
    {
        var target = new FileInfo(CurrentLink(part)).LinkTarget;
        if (target is null)
            return null;
        var folder = Path.Combine(home.Bin, part.Name, target);
        return File.Exists(Path.Combine(folder, part.Program)) ? new Published(part, target, folder) : null;
    }

    /// <summary>What the sources are now; built unless it was before.</summary>
    public async Task<Published> PublishAsync(Part part, IStep step, CancellationToken cancellation)
    {
        var version = new SourceTree(checkout).Version(part.Program);
        var published = new Published(part, version, Path.Combine(home.Bin, part.Name, version));
        if (!Directory.Exists(published.Folder))
        {
            step.Doing("building");
            await BuildAsync(published, cancellation);
        }
        await MakeCurrentAsync(published, cancellation);
        RemoveOld(published);
        return published;
    }

    private async Task BuildAsync(Published published, CancellationToken cancellation)
    {
        var unfinished = published.Folder + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        var built = await DotNet.Command(
            "publish", checkout.At("src", published.Part.Program), "--configuration", "Release", "--output", unfinished,
            "--tl:off", "--verbosity", "quiet", "-p:UseSharedCompilation=false").RunAsync(cancellation);
        if (!built.Succeeded)
            throw new BuildFailedException(published.Part.Program, built);
        Directory.Move(unfinished, published.Folder);
    }

    /// <summary>Swapped in one step. File.Move follows a link to a folder and refuses it, so `mv` does it.</summary>
    private async Task MakeCurrentAsync(Published published, CancellationToken cancellation)
    {
        var link = CurrentLink(published.Part);
        File.Delete(link + ".new");
        File.CreateSymbolicLink(link + ".new", published.Version);
        var moved = await new Command("mv", "--force", "--no-target-directory", link + ".new", link).RunAsync(cancellation);
        moved.OrThrow($"{link} could not be replaced", "Is the disk full?");
    }

    private void RemoveOld(Published current)
    {
        var old = new DirectoryInfo(Path.Combine(home.Bin, current.Part.Name)).EnumerateDirectories()
            .Where(folder => folder.LinkTarget is null && folder.Name != current.Version)
            .OrderByDescending(folder => folder.LastWriteTimeUtc);
        foreach (var folder in old.Skip(Kept - 1))
            folder.Delete(recursive: true);
    }

    private string CurrentLink(Part part) => Path.Combine(home.Bin, part.Name, "current");
}
