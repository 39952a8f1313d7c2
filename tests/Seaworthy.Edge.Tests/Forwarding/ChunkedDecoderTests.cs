using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Seaworthy.Edge.Forwarding;

namespace Seaworthy.Edge.Tests.Forwarding;

public sealed class ChunkedDecoderTests
{
    [Fact]
    public void Decode_OfAnyBodyInPiecesOfAnySize_GivesTheBody()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<(NonNull<byte[]>[], PositiveInt[])>(), input =>
        {
            var (chunks, pieces) = (input.Item1.Select(chunk => chunk.Get).Where(chunk => chunk.Length > 0).ToArray(), input.Item2.Select(size => size.Get).ToArray());
            var wire = chunks.SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:X};x\r\n"), .. chunk, .. "\r\n"u8]).Concat("0\r\nX-T: v\r\n\r\nnext"u8.ToArray()).ToArray();

            var (body, decoder, left) = Decode(wire, pieces);

            return body.SequenceEqual(chunks.SelectMany(chunk => chunk)) && decoder.IsComplete && left == "next" && decoder.Trailers.SequenceEqual([("X-T", "v")]);
        }));
    }

    [Theory]
    [InlineData("g\r\n")]
    [InlineData("\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("1 1\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("10000000000000001\r\n")]
    [InlineData("1\r\nab\r\n")]
    [InlineData("0\r\nno colon\r\n\r\n")]
    public void Decode_OfWhatIsNotChunked_Throws(string wire) =>
        Should.Throw<BadResponseException>(() => Decode(Encoding.ASCII.GetBytes(wire), [100]));

    [Fact]
    public void Decode_OfAnEndlessLine_Throws()
    {
        Should.Throw<BadResponseException>(() => Decode(Encoding.ASCII.GetBytes("1;" + new string('x', 100_000)), [100_000]));
        Should.Throw<BadResponseException>(() => Decode(Encoding.ASCII.GetBytes("0\r\n" + string.Concat(Enumerable.Repeat("X-T: v\r\n", 10_000))), [100_000]));
    }

    /// <summary>Feeds the bytes in pieces of these sizes, over and over.</summary>
    private static (List<byte> Body, ChunkedDecoder Decoder, string Left) Decode(byte[] wire, int[] pieces)
    {
        var decoder = new ChunkedDecoder();
        var body = new List<byte>();
        var (start, end, piece) = (0, 0, 0);
        while (!decoder.IsComplete)
        {
            body.AddRange(decoder.Step(wire.AsSpan(start, end - start), out var used));
            start += used;
            if (used > 0)
                continue;
            if (end == wire.Length)
                break;
            end = Math.Min(wire.Length, end + (pieces.Length == 0 ? 1 : pieces[piece++ % pieces.Length]));
        }
        return (body, decoder, Encoding.ASCII.GetString(wire.AsSpan(start)));
    }
}
