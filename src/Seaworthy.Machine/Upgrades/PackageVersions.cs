using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Upgrades;

/// <summary>Versions are packages, unpacked side by side in packages/ of the data directory; the link "current" says which one is meant.</summary>
public sealed class PackageVersions(Package package, SeaworthyHome home) : IVersions
{
    private const int Kept = 3;
    private const string Sums = "SHA256SUMS";
    private static readonly TimeSpan unpackDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan downloadDeadline = TimeSpan.FromMinutes(30);

    private string CurrentLink => Path.Combine(home.Packages, "current");

    public Task<VersionAt> CurrentAsync(CancellationToken cancellation) => Task.FromResult(Describe(package));

    public async Task<VersionAt> FetchAsync(string? target, CancellationToken cancellation)
    {
        if (target is null)
            throw new UpgradeRefusedException("Name the new package: sea upgrade seaworthy-VERSION-RUNTIME.tar.gz, or its address. SHA256SUMS must lie beside it.");
        Directory.CreateDirectory(home.Packages);
        var work = Directory.CreateDirectory(Path.Combine(home.Packages, $".new-{Guid.NewGuid():n}")).FullName;
        try
        {
            var file = await BringAsync(target, work, cancellation);
            var unpacked = Directory.CreateDirectory(Path.Combine(work, "package")).FullName;
            var extracted = await new Command("tar", "--extract", "--gzip", "--no-same-owner", "--strip-components=1", $"--directory={unpacked}", $"--file={file}") { Deadline = unpackDeadline }.RunAsync(cancellation);
            if (!extracted.Succeeded)
                throw new PackageUnusableException(target, $"it cannot be unpacked ({extracted.Tail(3)})");
            var found = Package.Read(unpacked);
            if (found.Description.Runtime != Runtime)
                throw new PackageUnusableException(target, $"it is for {found.Description.Runtime}, and this machine is {Runtime}");
            if (found.Version.AsSpan().ContainsAnyExcept(SafeInNames))
                throw new PackageUnusableException(target, "its version makes no folder's name");
            var folder = Path.Combine(home.Packages, found.Version);
            if (!Directory.Exists(folder))
                Directory.Move(unpacked, folder);
            await PointAsync(folder, cancellation);
            RemoveOld(keep: [folder, package.Root]);
            return Describe(Package.Read(folder));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    public async Task ReturnAsync(VersionAt version, CancellationToken cancellation) => await PointAsync(version.Root, cancellation);

    /// <summary>The runtime identifier of this machine: linux-x64, linux-arm64.</summary>
    public static string Runtime => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static readonly System.Buffers.SearchValues<char> SafeInNames = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-");

    private static VersionAt Describe(Package package) => new(package.Root, package.Version, null, null, VersionAt.NoParts);

    /// <summary>The package as a file of this machine, whose digest is the one that SHA256SUMS beside it says.</summary>
    private static async Task<string> BringAsync(string target, string work, CancellationToken cancellation)
    {
        var isAddress = Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        var name = isAddress ? Path.GetFileName(address!.AbsolutePath) : Path.GetFileName(target);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(SafeInNames))
            throw new PackageUnusableException(target, "its name is none that a package has");
        string file, sums;
        if (isAddress)
        {
            using var http = new HttpClient { Timeout = downloadDeadline };
            file = Path.Combine(work, name);
            try
            {
                sums = await http.GetStringAsync(new Uri(address!, Sums), cancellation);
                await using var output = File.Create(file);
                await using var input = await http.GetStreamAsync(address, cancellation);
                await input.CopyToAsync(output, cancellation);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                throw new PackageUnusableException(target, $"it, or {Sums} beside it, cannot be downloaded ({fault.Message})", fault);
            }
        }
        else
        {
            file = Path.GetFullPath(target);
            var beside = Path.Combine(Path.GetDirectoryName(file)!, Sums);
            if (!File.Exists(file) || !File.Exists(beside))
                throw new PackageUnusableException(target, File.Exists(file) ? $"{Sums} does not lie beside it" : "there is no such file");
            sums = await File.ReadAllTextAsync(beside, cancellation);
        }
        await using var content = File.OpenRead(file);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)) != Expected(sums, name))
            throw new PackageUnusableException(target, $"it is not what {Sums} says it should be");
        return file;
    }

    /// <summary>Lines as sha256sum writes them: <c>9f86d0…  seaworthy-0.1.0-linux-x64.tar.gz</c>.</summary>
    private static string? Expected(string sums, string name) => sums.Split('\n')
        .Select(line => line.Split([' ', '*'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .FirstOrDefault(words => words.Length == 2 && words[1] == name)?[0].ToLower(CultureInfo.InvariantCulture);

    private async Task PointAsync(string folder, CancellationToken cancellation)
    {
        var fresh = CurrentLink + ".new";
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, Path.GetRelativePath(home.Packages, folder));
        (await new Command("mv", "--force", "--no-target-directory", fresh, CurrentLink).RunAsync(cancellation)).OrThrow($"{CurrentLink} could not be replaced", "Is the disk full?");
    }

    private void RemoveOld(string[] keep)
    {
        var old = new DirectoryInfo(home.Packages).EnumerateDirectories()
            .Where(folder => folder.LinkTarget is null && !folder.Name.StartsWith('.') && !keep.Contains(folder.FullName))
            .OrderByDescending(folder => folder.CreationTimeUtc);
        foreach (var folder in old.Skip(Kept - 2))
            folder.Delete(recursive: true);
    }
}
