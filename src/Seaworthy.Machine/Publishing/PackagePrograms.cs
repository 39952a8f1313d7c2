using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Publishing;

/// <summary>Programs that lie ready in a package.</summary>
public sealed class PackagePrograms(Package package) : IProgramSource
{
    public string Version(Part part) => package.Description.Parts.GetValueOrDefault(part.Name) ?? throw new PackageUnusableException(package.Root, $"it has no {part.Name}");

    /// <summary>Links the files rather than copying them where both lie on one disk: neither folder is ever written to again.</summary>
    public async Task ProvideAsync(Part part, string folder, CancellationToken cancellation)
    {
        var source = package.At(part.Name);
        if (!(await Copy("--link").RunAsync(cancellation)).Succeeded)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            (await Copy().RunAsync(cancellation)).OrThrow($"{part.Name} could not be copied to {folder}", "Is the disk full?");
        }
        // The newest versions are kept, by when they were published and not by when they were packaged.
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);

        Command Copy(params string[] options) => new("cp", ["--archive", .. options, "--no-target-directory", "--", source, folder]);
    }
}
