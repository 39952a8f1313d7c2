using Seaworthy.Packs;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>The files of an archive that was unpacked. Only regular files below real folders are in it, so that no link is followed.</summary>
internal sealed class UnpackedTree(string root, IReadOnlyCollection<string> files) : ISourceTree
{
    private const int LongestText = 1024 * 1024;

    /// <summary>
    /// Unpacks into an empty folder. Archives made of a folder have everything below that one: then it is the source.
    /// </summary>
    /// <param name="source">The folder that is the source: the given one, or the only one in it.</param>
    /// <exception cref="SourceUnavailableException"/>
    public static UnpackedTree Unpack(Stream archive, string folder, UnpackLimits limits, out string source)
    {
        var files = ArchiveReader.Read(archive, limits, new FolderTarget(folder));
        var tops = files.Select(file => file.Split('/', 2)).ToList();
        var only = tops.TrueForAll(parts => parts.Length == 2) && tops.DistinctBy(parts => parts[0]).Count() == 1 ? tops[0][0] : null;
        source = only is null ? folder : Path.Combine(folder, only);
        return new UnpackedTree(source, only is null ? files : tops.Select(parts => parts[1]).ToHashSet(StringComparer.Ordinal));
    }

    public IReadOnlyCollection<string> Files => files;

    public bool Has(string path) => files.Contains(path);

    public async Task<string> ReadAsync(string path)
    {
        var file = Path.Combine(root, path);
        return new FileInfo(file).Length <= LongestText
            ? await File.ReadAllTextAsync(file)
            : throw new SourceUnavailableException($"{path} is larger than {LongestText / 1024} KB.");
    }
}
