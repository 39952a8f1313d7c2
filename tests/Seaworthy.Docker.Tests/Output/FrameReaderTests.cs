using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker.Tests.Output;

public sealed class FrameReaderTests
{
    [Fact]
    public async Task Frames_keep_their_stream_and_their_bytes()
    {
        var pieces = await Read(new DripStream([.. Frame(1, "out\n"), .. Frame(2, "err\n"), .. Frame(1, "")]));

        pieces.Select(piece => (piece.Stream, Text(piece))).ShouldBe([(OutputStream.Stdout, "out\n"), (OutputStream.Stderr, "err\n")]);
    }

    [Fact]
    public void Frames_survive_every_way_of_cutting_the_stream()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString[]>(), ArbMap.Default.ArbFor<PositiveInt>(),
            (texts, step) =>
            {
                var stream = texts.SelectMany((text, index) => Frame((byte)(1 + (index % 2)), text.Get)).ToArray();
                var pieces = Read(new DripStream(stream, step.Get)).GetAwaiter().GetResult();
                return pieces.Select(Text).SequenceEqual(texts.Select(text => text.Get));
            }));
    }

    [Fact]
    public async Task A_large_frame_comes_in_bounded_pieces_of_which_only_the_first_starts_it()
    {
        var payload = new string('x', (2 * FrameReader.LargestPiece) + 1);

        var pieces = await Read(new DripStream(Frame(1, payload), 1000));

        pieces.Select(piece => piece.Bytes.Length).ShouldBe([FrameReader.LargestPiece, FrameReader.LargestPiece, 1]);
        pieces.Select(piece => piece.StartsFrame).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task A_header_that_claims_four_gigabytes_costs_no_more_than_one_piece()
    {
        using var stream = new DripStream([1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'x']);

        await Should.ThrowAsync<DockerUnavailableException>(() => Read(stream));

        stream.LargestBuffer.ShouldBe(FrameReader.LargestPiece);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_header_cut_short_is_a_lost_connection(int length)
    {
        var lost = await Should.ThrowAsync<DockerUnavailableException>(() => Read(new DripStream(Frame(1, "x")[..length])));

        lost.EngineMessage.ShouldContain("middle of a frame");
    }

    [Fact]
    public async Task What_came_of_a_frame_that_was_cut_short_is_given_before_the_error()
    {
        var pieces = new List<FramePiece>();
        await Should.ThrowAsync<DockerUnavailableException>(async () =>
        {
            await foreach (var piece in FrameReader.ReadAsync(new DripStream(Frame(1, "half")[..^2]), "test", TestContext.Current.CancellationToken))
                pieces.Add(piece);
        });

        pieces.ShouldHaveSingleItem();
        Text(pieces[0]).ShouldBe("ha");
    }

    [Theory]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 9, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { (byte)'p', (byte)'l', (byte)'a', (byte)'i', (byte)'n', (byte)' ', (byte)'t', (byte)'x' })]
    public async Task What_is_no_frame_is_refused(byte[] bytes)
    {
        var broken = await Should.ThrowAsync<DockerException>(() => Read(new DripStream(bytes)));

        broken.ShouldNotBeOfType<DockerUnavailableException>();
        broken.EngineMessage.ShouldContain("not in the engine's frames");
    }

    [Fact]
    public async Task The_engines_own_error_in_the_stream_is_thrown_with_its_words()
    {
        var error = await Should.ThrowAsync<DockerException>(() => Read(new DripStream([.. Frame(1, "x"), .. Frame(3, "log driver broke\n")])));

        error.EngineMessage.ShouldBe("log driver broke");
    }

    private static byte[] Frame(byte stream, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var frame = new byte[8 + payload.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)payload.Length);
        payload.CopyTo(frame, 8);
        return frame;
    }

    private static string Text(FramePiece piece) => Encoding.UTF8.GetString(piece.Bytes.Span);

    private static async Task<List<FramePiece>> Read(Stream stream)
    {
        var pieces = new List<FramePiece>();
        await foreach (var piece in FrameReader.ReadAsync(stream, "test", CancellationToken.None))
            pieces.Add(piece);
        return pieces;
    }
}
