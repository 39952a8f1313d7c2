using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Publishing;

/// <summary>The files that a program is built from: its project, those that it refers to, and what holds for all of them.</summary>
public sealed class SourceTree(Checkout checkout)
{
    private static readonly string[] shared = ["Directory.Build.props", "Directory.Packages.props", "global.json"];
    private static readonly string[] outputs = ["bin", "obj", "node_modules"];

    /// <summary>The same content gives the same version, whatever Git says and whenever files were written.</summary>
    public string Version(string project)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(project))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(checkout.Root, file)}\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private IEnumerable<string> Files(string project) =>
        shared.Select(file => checkout.At(file)).Where(File.Exists)
            .Concat(Projects(checkout.At("src", project, project + ".csproj")).SelectMany(file => Below(Path.GetDirectoryName(file)!)))
            .Order(StringComparer.Ordinal);

    private static HashSet<string> Projects(string first)
    {
        var found = new HashSet<string> { first };
        var left = new Queue<string>(found);
        while (left.TryDequeue(out var project))
            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Select(element => (string)element.Attribute("Include")!))
            {
                var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference));
                if (found.Add(file))
                    left.Enqueue(file);
            }
        return found;
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder).Where(below => !outputs.Contains(Path.GetFileName(below))).SelectMany(Below));
}
