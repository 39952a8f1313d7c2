using System.IO.Pipelines;

namespace Seaworthy.Edge.Forwarding;

internal static class PipeWriting
{
    /// <summary>Like the framework's Write, which asks for memory without saying how much and then gets none from Kestrel.</summary>
    public static void Put(this PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
