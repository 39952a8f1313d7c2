using System.Globalization;

namespace Seaworthy.Server.Sources.Lfs;

/// <summary>What a repository has in place of a large file.</summary>
/// <param name="Path">In the checkout.</param>
/// <param name="Id">SHA-256 of the file, in hexadecimal digits.</param>
/// <param name="Bytes">The file's size.</param>
internal sealed record LfsPointer(string Path, string Id, long Bytes)
{
    public const string FirstLine = "version https://git-lfs.github.com/spec/v1";

    /// <summary>Longer texts are no pointers, whatever they say.</summary>
    public const int Longest = 1024;

    private const string IdKey = "oid sha256:";
    private const string SizeKey = "size ";

    public static LfsPointer? Read(string path, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0 || lines[0] != FirstLine)
            return null;
        var id = lines.FirstOrDefault(line => line.StartsWith(IdKey, StringComparison.Ordinal))?[IdKey.Length..];
        var size = lines.FirstOrDefault(line => line.StartsWith(SizeKey, StringComparison.Ordinal))?[SizeKey.Length..];
        return id is { Length: 64 } && id.All(char.IsAsciiHexDigitLower) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new LfsPointer(path, id, bytes)
            : null;
    }
}
