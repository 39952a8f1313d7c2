using System.Text;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker.Tests.Output;

public sealed class TerminalReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public async Task Each_line_begins_where_its_timestamp_does(int step)
    {
        var pieces = await Read("one\r\ntwo\r\nthree", step);

        pieces.ShouldBe([("one\r\n", true), ("two\r\n", true), ("three", true)]);
    }

    [Fact]
    public async Task A_line_without_end_comes_in_bounded_pieces()
    {
        var pieces = await Read(new string('x', 3 * FrameReader.LargestPiece) + "\nnext\n", 10_000);

        pieces.ShouldAllBe(piece => piece.Text.Length <= FrameReader.LargestPiece + 10_000);
        pieces.Count(piece => piece.StartsLine).ShouldBe(2);
        pieces[^1].ShouldBe(("next\n", true));
    }

    private static async Task<List<(string Text, bool StartsLine)>> Read(string text, int step)
    {
        var pieces = new List<(string, bool)>();
        var source = new DripStream(Encoding.UTF8.GetBytes(text), step);
        await foreach (var piece in TerminalReader.ReadLinesAsync(source, TestContext.Current.CancellationToken))
            pieces.Add((Encoding.UTF8.GetString(piece.Bytes.Span), piece.StartsFrame));
        return pieces;
    }
}
