using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Platform.Processes;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, größe, 漢字 🚢", "plain text, größe, 漢字 🚢")]
    [InlineData("\ta\tb", "\ta\tb")]
    [InlineData("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m")]
    [InlineData("\x1b[mreset", "\x1b[mreset")]
    [InlineData("\x1b[38:2::1:2:3mtrue\x1b[m", "\x1b[38:2::1:2:3mtrue\x1b[m")]
    [InlineData("\x1b[2J\x1b[1;1Hgone", "gone")]
    [InlineData("\x1b[?1049hgone", "gone")]
    [InlineData("\x1b[?25mgone", "gone")]
    [InlineData("\x1b[>4;1mgone", "gone")]
    [InlineData("\x1b]0;title\u0007after", "after")]
    [InlineData("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link")]
    [InlineData("\x1b]52;c;aGVsbG8=", "")]
    [InlineData("\x1bPq#0\x1b\\after", "after")]
    [InlineData("\x1b" + "cafter", "after")]
    [InlineData("a\x1b", "a")]
    [InlineData("a\x1b[", "a")]
    [InlineData("a\bb\u0007c\0d", "abcd")]
    [InlineData("a\u009b2Jb", "a2Jb")]
    [InlineData("10 %\r50 %\r100 %", "100 %")]
    [InlineData("line\r", "line")]
    public void Only_text_and_colours_stay(string printed, string shown) => TerminalText.Coloured(printed).ShouldBe(shown);
}
