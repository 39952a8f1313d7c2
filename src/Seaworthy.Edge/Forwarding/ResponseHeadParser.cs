using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// Reads <c>HTTP/1.1 200 OK</c>, header lines and the empty line. Lines may end in a bare LF, as those of simple apps do; whatever
/// leaves open where the body ends is an error.
/// </summary>
internal static class ResponseHeadParser
{
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(b => b != '\t').Select(b => (byte)b), (byte)127]);

    /// <param name="used">Bytes that the head took.</param>
    /// <returns>Null: the head is not complete yet.</returns>
    /// <exception cref="BadResponseException"/>
    public static ResponseHead? Parse(ReadOnlySpan<byte> bytes, out int used)
    {
        used = EndOfHead(bytes);
        if (used < 0)
            return null;
        var rest = bytes[..used];
        var head = ParseStatusLine(TakeLine(ref rest));
        while (TakeLine(ref rest) is { Length: > 0 } line)
            ParseField(line, head);
        if (head is { IsChunked: true, ContentLength: not null })
            throw new BadResponseException("both Content-Length and Transfer-Encoding");
        return head;
    }

    /// <summary>The position after the first empty line, or -1.</summary>
    private static int EndOfHead(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes[at..].IndexOf((byte)'\n') is >= 0 and var next)
        {
            at += next + 1;
            if (bytes[at..] is [(byte)'\n', ..])
                return at + 1;
            if (bytes[at..] is [(byte)'\r', (byte)'\n', ..])
                return at + 2;
        }
        return -1;
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary><c>HTTP/1.1 404 Not Found</c>; the reason may be missing.</summary>
    private static ResponseHead ParseStatusLine(ReadOnlySpan<byte> line)
    {
        var isHttp10 = line.StartsWith("HTTP/1.0 "u8);
        if (!isHttp10 && !line.StartsWith("HTTP/1.1 "u8)
            || line.Length < 12 || !Utf8Parser.TryParse(line[9..12], out int status, out var digits) || digits != 3 || status < 100
            || line.Length > 12 && line[12] != ' ')
            throw new BadResponseException("no status line of HTTP/1");
        return new ResponseHead { Status = status, IsHttp10 = isHttp10 };
    }

    private static void ParseField(ReadOnlySpan<byte> line, ResponseHead head)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(TokenBytes))
            throw new BadResponseException("a header line without a proper name");
        var content = line[(colon + 1)..].Trim(" \t"u8);
        if (content.ContainsAny(ControlBytes))
            throw new BadResponseException("a control character in a header");
        var name = HeaderText.Name(line[..colon]);
        var value = HeaderText.Value(content);
        head.Headers.Add((name, value));
        switch (name.Length)
        {
            case 10 when name.Equals("Connection", StringComparison.OrdinalIgnoreCase):
                head.Connection = head.Connection.Length == 0 ? value : $"{head.Connection},{value}";
                break;
            case 10 when name.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase):
                head.KeepAlive = ParseKeepAlive(value);
                break;
            case 14 when name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase):
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || head.ContentLength is { } other && other != length)
                    throw new BadResponseException("Content-Length is not one number");
                head.ContentLength = length;
                break;
            case 17 when name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase):
                if (head.IsChunked || head.IsHttp10 || !value.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                    throw new BadResponseException("a Transfer-Encoding other than chunked");
                head.IsChunked = true;
                break;
        }
    }

    /// <summary><c>timeout=5, max=100</c></summary>
    private static TimeSpan? ParseKeepAlive(string value)
    {
        foreach (var part in value.AsSpan().Split(','))
        {
            var item = value.AsSpan()[part].Trim();
            if (item.StartsWith("timeout=", StringComparison.OrdinalIgnoreCase) && ushort.TryParse(item[8..], out var seconds))
                return TimeSpan.FromSeconds(seconds);
        }
        return null;
    }
}
