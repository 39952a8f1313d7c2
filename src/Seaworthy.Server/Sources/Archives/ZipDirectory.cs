using System.Buffers.Binary;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>Reads from a zip archive's last record how many entries it has, before a list of them is made in memory.</summary>
internal static class ZipDirectory
{
    /// <summary>The end record and the longest comment behind it.</summary>
    private const int Tail = 22 + 65_535;

    /// <summary>The value that stands where the number is in the zip64 record instead: more than any archive of ours may have.</summary>
    private const int InZip64 = 0xFFFF;

    /// <exception cref="InvalidDataException">It has no such record.</exception>
    public static long CountOf(Stream archive)
    {
        var length = (int)Math.Min(Tail, archive.Length);
        var tail = new byte[length];
        archive.Position = archive.Length - length;
        archive.ReadExactly(tail);
        archive.Position = 0;
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + 12 > length)
            throw new InvalidDataException("its directory is missing");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
        return count == InZip64 ? long.MaxValue : count;
    }
}
