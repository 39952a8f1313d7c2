using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Seaworthy.Docker.Tests.Output;

public sealed class LineDecoderTests
{
    private static readonly DateTimeOffset First = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_character_cut_between_frames_is_put_together()
    {
        var euro = Encoding.UTF8.GetBytes("€\n");
        var decoder = new LineDecoder(100);

        decoder.Push(Frame(euro[..1])).ShouldBeEmpty();
        decoder.Push(Frame(euro[1..2])).ShouldBeEmpty();
        decoder.Push(Frame(euro[2..])).ShouldHaveSingleItem().Text.ShouldBe("€");
    }

    [Fact]
    public void Streams_do_not_mix_in_the_middle_of_a_line()
    {
        var decoder = new LineDecoder(100);

        decoder.Push(Frame("out begins"));
        decoder.Push(Frame("err\n", OutputStream.Stderr)).ShouldHaveSingleItem().ShouldBe(new OutputLine(OutputStream.Stderr, null, "err", false));
        decoder.Push(Frame(", ends\n")).ShouldHaveSingleItem().Text.ShouldBe("out begins, ends");
    }

    [Fact]
    public void A_line_has_the_time_of_its_first_frame()
    {
        var decoder = new LineDecoder(100);

        decoder.Push(Frame("a") with { At = First });
        var lines = decoder.Push(Frame("b\nc\n") with { At = First.AddSeconds(1) });

        lines.Select(line => line.At).ShouldBe([First, First.AddSeconds(1)]);
    }

    [Fact]
    public void An_endless_line_is_cut_and_the_next_is_whole_again()
    {
        var decoder = new LineDecoder(4);
        for (var i = 0; i < 1000; i++)
            decoder.Push(Frame("xxx")).ShouldBeEmpty();

        decoder.Push(Frame("end\nnext\n")).ShouldBe(
        [
            new OutputLine(OutputStream.Stdout, null, "xxxx", true),
            new OutputLine(OutputStream.Stdout, null, "next", false),
        ]);
    }

    [Theory]
    [InlineData("aé", 2, "a")]
    [InlineData("a€", 3, "a")]
    [InlineData("a😀", 4, "a")]
    [InlineData("€€", 3, "€")]
    [InlineData("😀😀", 4, "😀")]
    public void A_cut_falls_between_characters(string text, int maximumBytes, string expected)
    {
        var line = new LineDecoder(maximumBytes).Push(Frame(text + "\n")).ShouldHaveSingleItem();

        line.Text.ShouldBe(expected);
        line.Truncated.ShouldBeTrue();
    }

    [Fact]
    public void Lines_may_end_as_terminals_end_them() =>
        new LineDecoder(100).Push(Frame("a\r\n\r\nb\n")).Select(line => line.Text).ShouldBe(["a", "", "b"]);

    [Fact]
    public void What_is_no_utf8_becomes_replacement_characters() =>
        new LineDecoder(100).Push(Frame([0xC3, 0x28, 0x80, (byte)'\n'])).ShouldHaveSingleItem().Text.ShouldBe("\uFFFD(\uFFFD");

    [Fact]
    public void The_last_line_needs_no_end()
    {
        var decoder = new LineDecoder(100);
        decoder.Push(Frame("done\nprompt> "));

        decoder.Flush().ShouldHaveSingleItem().Text.ShouldBe("prompt> ");
        decoder.Flush().ShouldBeEmpty();
    }

    [Fact]
    public void Lines_are_the_same_however_they_are_cut()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            ArbMap.Default.ArbFor<string[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (texts, step) =>
            {
                var lines = texts.Select(text => (text ?? "").ReplaceLineEndings("")).ToArray();
                var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
                var decoder = new LineDecoder(int.MaxValue);
                var decoded = bytes.Chunk(step.Get).SelectMany(chunk => decoder.Push(Frame(chunk))).Select(line => line.Text);
                return decoded.SequenceEqual(lines.Select(line => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)).TrimEnd('\r')));
            }));
    }

    private static OutputFrame Frame(string text, OutputStream stream = OutputStream.Stdout) =>
        new(stream, null, Encoding.UTF8.GetBytes(text));

    private static OutputFrame Frame(byte[] bytes) => new(OutputStream.Stdout, null, bytes);
}
