using System.Buffers;

namespace Seaworthy.Edge.Upstreams;

/// <summary>Bytes received from an instance and not yet used. Holds no memory while it is empty and waiting.</summary>
internal sealed class ReceiveBuffer(UpstreamConnection connection)
{
    private const int Size = 16 * 1024;

    private byte[] bytes = [];
    private int start;
    private int end;

    public ReadOnlySpan<byte> Unread => UnreadMemory.Span;

    public ReadOnlyMemory<byte> UnreadMemory => bytes.AsMemory(start, end - start);

    public void Use(int count) => start += count;

    /// <summary>Receives at least one byte more.</summary>
    /// <returns>False when the instance has closed its side.</returns>
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        var count = await connection.ReceiveAsync(bytes.AsMemory(end));
        end += count;
        return count > 0;
    }

    /// <summary>Like <see cref="FillAsync"/>, for when it may take long.</summary>
    public async ValueTask<bool> FillInTimeAsync()
    {
        if (start == end)
        {
            Release();
            await connection.WaitForBytesAsync();
        }
        return await FillAsync();
    }

    /// <summary>Gives the memory back, with whatever is unread. More can be received afterwards.</summary>
    public void Release()
    {
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        (bytes, start, end) = ([], 0, 0);
    }

    private void MakeRoom()
    {
        if (start == end)
            (start, end) = (0, 0);
        if (end < bytes.Length)
            return;
        var larger = start > 0 ? bytes : ArrayPool<byte>.Shared.Rent(Math.Max(Size, bytes.Length * 2));
        Unread.CopyTo(larger);
        if (larger != bytes && bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        (bytes, start, end) = (larger, 0, end - start);
    }
}
