using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Seaworthy.Edge.Forwarding;

/// <summary>Bytes for an instance, gathered so that they leave in one piece.</summary>
/// <param name="size">In bytes, to begin with.</param>
internal sealed class SendBuffer(int size) : IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(size);
    private int length;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>What fits without growing.</summary>
    public int Room => bytes.Length - length;

    public void Clear() => length = 0;

    public void Add(ReadOnlySpan<byte> text)
    {
        Grow(text.Length);
        text.CopyTo(bytes.AsSpan(length));
        length += text.Length;
    }

    /// <summary>Header text, which the listener decoded byte by byte as Latin-1 and which so becomes the same bytes again.</summary>
    public void Add(string text)
    {
        Grow(text.Length);
        length += Encoding.Latin1.GetBytes(text, bytes.AsSpan(length));
    }

    public void Add(in ReadOnlySequence<byte> text)
    {
        Grow((int)text.Length);
        text.CopyTo(bytes.AsSpan(length));
        length += (int)text.Length;
    }

    public void AddHeader(string name, string value)
    {
        Add(name);
        Add(": "u8);
        Add(value);
        Add("\r\n"u8);
    }

    public void AddNumber(long number, char format = 'D')
    {
        Grow(20);
        Utf8Formatter.TryFormat(number, bytes.AsSpan(length), out var count, format);
        length += count;
    }

    /// <summary>Gives the memory back, at once and again at no cost.</summary>
    public void Dispose()
    {
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        (bytes, length) = ([], 0);
    }

    private void Grow(int more)
    {
        if (more <= Room)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + more));
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
