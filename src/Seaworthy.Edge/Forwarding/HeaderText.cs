using System.Text;

namespace Seaworthy.Edge.Forwarding;

/// <summary>Turns header bytes into text. The names of headers are few: each is made once and shared.</summary>
internal static class HeaderText
{
    private static readonly string?[] Names = new string?[256];

    /// <summary>Latin-1, so that every byte comes out again as it came in.</summary>
    public static string Value(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Name(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > 40)
            return Value(bytes);
        // A clash costs an allocation and nothing else.
        var slot = (bytes.Length * 31 + bytes[0] * 7 + bytes[^1] * 3 + bytes[bytes.Length / 2]) & 0xff;
        var known = Volatile.Read(ref Names[slot]);
        if (known is not null && Ascii.Equals(bytes, known))
            return known;
        var name = Value(bytes);
        Volatile.Write(ref Names[slot], name);
        return name;
    }
}
