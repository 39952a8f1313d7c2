using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Machine.Publishing;

/// <summary>Puts programs into folders of their own, one for each version, that never change afterwards.</summary>
public sealed class Publisher(IProgramSource source, SeaworthyHome home)
{
    private const int Kept = 3;

    public static Publisher For(Origin origin, SeaworthyHome home) => new(
        origin switch
        {
            Package package => new PackagePrograms(package),
            Checkout checkout => new CheckoutPrograms(checkout),
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        },
        home);

    /// <summary>The version that was made current last; null when there is none. It needs no sources.</summary>
    public Published? Current(Part part)
    {
        var target = new FileInfo(CurrentLink(part)).LinkTarget;
        if (target is null)
            return null;
        var folder = Path.Combine(home.Bin, part.Name, target);
        return File.Exists(Path.Combine(folder, part.Program)) ? new Published(part, target, folder) : null;
    }

    /// <summary>What the origin has now, built or not.</summary>
    public string VersionOf(Part part) => source.Version(part);

    /// <summary>Makes a version current again that was published before.</summary>
    /// <exception cref="VersionGoneException">Its folder was removed since.</exception>
    public async Task<Published> ReturnAsync(Part part, string version, CancellationToken cancellation)
    {
        var published = new Published(part, version, Path.Combine(home.Bin, part.Name, version));
        if (!File.Exists(published.Executable))
            throw new VersionGoneException(published);
        await MakeCurrentAsync(published, cancellation);
        return published;
    }

    /// <summary>Makes the version that the origin has now current; built unless it was before.</summary>
    public async Task<Published> PublishAsync(Part part, IStep step, CancellationToken cancellation)
    {
        var published = await PrepareAsync(part, step, cancellation);
        await MakeCurrentAsync(published, cancellation);
        RemoveOld(published);
        return published;
    }

    /// <summary>Builds what <see cref="PublishAsync"/> would make current, beside whatever runs.</summary>
    public async Task<Published> PrepareAsync(Part part, IStep step, CancellationToken cancellation)
    {
        var version = source.Version(part);
        var published = new Published(part, version, Path.Combine(home.Bin, part.Name, version));
        if (Directory.Exists(published.Folder))
            return published;
        step.Doing("getting it ready");
        Directory.CreateDirectory(Path.GetDirectoryName(published.Folder)!);
        var unfinished = published.Folder + ".unfinished";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await source.ProvideAsync(part, unfinished, cancellation);
        Directory.Move(unfinished, published.Folder);
        return published;
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

public sealed class VersionGoneException(Published published)
    : MachineException($"{published.Folder} is gone, so {published.Part.Name} cannot go back to it. Check out the version that you want, and call ./sea up.");
