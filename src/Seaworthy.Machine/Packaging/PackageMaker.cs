using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;

namespace Seaworthy.Machine.Packaging;

/// <summary>
/// Makes the package: every program with the runtime in it, for machines that have neither the sources nor an SDK. What several programs
/// share is in the archive, and on disk, once.
/// </summary>
/// <param name="runtime">"linux-x64" or "linux-arm64".</param>
public sealed class PackageMaker(Checkout checkout, string runtime)
{
    public const string Installer = "install.sh";

    private static readonly Part sea = new("sea", "Seaworthy.Cli");

    /// <returns>The archive, with SHA256SUMS and install.sh beside it.</returns>
    public async Task<string> MakeAsync(string output, IStep step, CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        var work = Directory.CreateDirectory(Path.Combine(output, $".work-{Guid.NewGuid():n}")).FullName;
        try
        {
            var content = Directory.CreateDirectory(Path.Combine(work, "content")).FullName;
            var versions = new Dictionary<string, string>();
            foreach (var part in new[] { sea, Part.Server, Part.Edge })
            {
                step.Doing($"building {part.Name}");
                await PublishAsync(part, Path.Combine(content, part.Name), cancellation);
                versions[part.Name] = VersionOf(part, Path.Combine(content, part.Name));
            }
            step.Doing("packing");
            await LinkDuplicatesAsync(content, cancellation);
            await CopyAsync(checkout.At("examples"), Path.Combine(content, "examples"), cancellation);
            foreach (var file in new[] { "LICENSE", "README.md" })
                File.Copy(checkout.At(file), Path.Combine(content, file));
            var description = new PackageDescription($"{checkout.Version}-{Digest(string.Join('\n', versions.Values))}", runtime, checkout.Schema, versions);
            await File.WriteAllBytesAsync(Path.Combine(content, Package.DescriptionFile), JsonSerializer.SerializeToUtf8Bytes(description, PackageJson.Default.PackageDescription), cancellation);
            return await ArchiveAsync(content, description, work, output, cancellation);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Compiled for the machine beforehand: a server starts in half the time, with less memory.</summary>
    private async Task PublishAsync(Part part, string folder, CancellationToken cancellation)
    {
        var built = await DotNet.Command(
            "publish", checkout.At("src", part.Program), "--configuration", "Release", "--runtime", runtime, "--self-contained", "true", "-p:PublishReadyToRun=true", "--output", folder,
            "--tl:off", "--verbosity", "quiet", "-p:UseSharedCompilation=false", "-p:DebugType=none", "-p:PublishDocumentationFiles=false", "-p:ErrorOnDuplicatePublishOutputFiles=false").RunAsync(cancellation);
        if (!built.Succeeded)
            throw new BuildFailedException($"{part.Program} for {runtime}", built);
    }

    /// <summary>Changes with the sources and with the runtime that is in it, which its deps.json names.</summary>
    private string VersionOf(Part part, string folder) => Digest(
        $"{new SourceTree(checkout).Version(part.Program)}\n{runtime}\n{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, part.Program + ".deps.json"))))}");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>The same file of the runtime in three programs becomes three names of one file, which tar keeps so.</summary>
    private static async Task LinkDuplicatesAsync(string content, CancellationToken cancellation)
    {
        var first = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(content, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var key = $"{Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation)))} {(int)File.GetUnixFileMode(file)}";
            if (first.TryAdd(key, file))
                continue;
            (await new Command("ln", "--force", "--", first[key], file).RunAsync(cancellation)).OrThrow($"{file} could not be linked", "Is the disk full?");
        }
    }

    private async Task<string> ArchiveAsync(string content, PackageDescription description, string work, string output, CancellationToken cancellation)
    {
        var name = $"seaworthy-{description.Version}-{runtime}";
        Directory.Move(content, Path.Combine(work, name));
        var archive = Path.Combine(work, name + ".tar.gz");
        (await new Command(
            "tar", "--create", "--gzip", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", $"--file={archive}", $"--directory={work}", name) { Deadline = TimeSpan.FromMinutes(10) }
            .RunAsync(cancellation)).OrThrow("The package could not be packed", "Is the disk full?");
        await SumAsync(archive, Path.Combine(output, "SHA256SUMS"), cancellation);
        var made = Path.Combine(output, name + ".tar.gz");
        File.Move(archive, made, overwrite: true);
        var installer = Path.Combine(output, Installer);
        File.Copy(checkout.At(Installer), installer, overwrite: true);
        File.SetUnixFileMode(installer, (UnixFileMode)0b111_101_101);
        return made;
    }

    /// <summary>A line for the archive, beside those of packages for other machines that lie there too.</summary>
    private static async Task SumAsync(string archive, string sums, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(archive);
        var name = Path.GetFileName(archive);
        var others = File.Exists(sums)
            ? (await File.ReadAllLinesAsync(sums, cancellation)).Where(line => line.Split("  ", 2) is [_, var other] && other != name && File.Exists(Path.Combine(Path.GetDirectoryName(sums)!, other)))
            : [];
        await File.WriteAllLinesAsync(sums, [.. others, $"{Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation))}  {name}"], cancellation);
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellation) =>
        (await new Command("cp", "--archive", "--no-target-directory", "--", from, to).RunAsync(cancellation)).OrThrow($"{from} could not be copied", "Is the disk full?");
}
