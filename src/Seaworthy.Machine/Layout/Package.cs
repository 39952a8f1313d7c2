using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seaworthy.Machine.Layout;

/// <summary>An unpacked package: every program ready to run, with the runtime in it. It never changes; another version is another folder.</summary>
public sealed record Package : Origin
{
    public const string DescriptionFile = "package.json";

    private Package(string root, PackageDescription description)
        : base(root) => Description = description;

    public PackageDescription Description { get; }

    public override string Call => "sea";

    public override string Version => Description.Version;

    public override int Schema => Description.Schema;

    public override string Program => At("sea", "Seaworthy.Cli");

    /// <summary>The package that a program's own folder belongs to; null where it belongs to none.</summary>
    /// <param name="programFolder">…/sea/ of an unpacked package.</param>
    public static Package? Around(string programFolder) => IsAround(programFolder) ? Read(Above(programFolder)) : null;

    public static bool IsAround(string programFolder) => File.Exists(Path.Combine(Above(programFolder), DescriptionFile));

    /// <exception cref="PackageUnusableException">There is no package in this folder.</exception>
    public static Package Read(string root)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(root, DescriptionFile));
            return new Package(Path.GetFullPath(root), JsonSerializer.Deserialize(file, PackageJson.Default.PackageDescription)!);
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new PackageUnusableException(root, fault.Message, fault);
        }
    }

    private static string Above(string folder) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? "/";

    /// <summary>The data directory that a package lies in, as HOME/packages/VERSION; null for one that lies elsewhere.</summary>
    public string? Home =>
        Path.GetDirectoryName(Root) is { } packages && Path.GetFileName(packages) == SeaworthyHome.PackagesFolder ? Path.GetDirectoryName(packages) : null;
}

/// <summary>package.json of a package.</summary>
/// <param name="Version">"0.1.0-4d1c2ab3f9e0": the product's version and a digest of what is in it.</param>
/// <param name="Runtime">"linux-x64".</param>
/// <param name="Schema">The newest migration that its server knows.</param>
/// <param name="Parts">Part → the version of that program, twelve digits.</param>
public sealed record PackageDescription(string Version, string Runtime, int Schema, IReadOnlyDictionary<string, string> Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(PackageDescription))]
public sealed partial class PackageJson : JsonSerializerContext;

public sealed class PackageUnusableException(string what, string reason, Exception? cause = null) : MachineException(
    $"{what} is not a package of Seaworthy that can be used: {reason}. A package is a file seaworthy-VERSION-RUNTIME.tar.gz, as ./sea package makes it.", cause);
