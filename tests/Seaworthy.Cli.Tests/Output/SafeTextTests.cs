using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

/// <summary>No output of an app or a build does anything to a terminal but colour it.</summary>
public sealed partial class SafeTextTests
{
    [Theory]
    [InlineData("plain text, äöü 漢字 🚢", "plain text, äöü 漢字 🚢")]
    [InlineData("\e[1;31mred\e[0m", "\e[1;31mred\e[0m\e[0m")]
    [InlineData("\e[38;5;200mpink", "\e[38;5;200mpink\e[0m")]
    [InlineData("\e[2J\e[Hcleared", "cleared")]
    [InlineData("\e]0;title\atext", "text")]
    [InlineData("\e]8;;http://evil\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e]52;c;ZXZpbA==\atext", "text")]
    [InlineData("\ePdevice\e\\text", "text")]
    [InlineData("\e(Btext\ec", "text")]
    [InlineData("\e[?1049htext", "text")]
    [InlineData("\e[>1mtext", "text")]
    [InlineData("50%\rdone\b\a", "50%done")]
    [InlineData("tab\there", "tab\there")]
    [InlineData("\u009b2Jtext", "2Jtext")]
    [InlineData("a\u202eb\u2066c", "abc")]
    [InlineData("\e[31", "")]
    [InlineData("\e", "")]
    [InlineData("\e]never ends", "")]
    public void OnlyColoursStay(string text, string clean) => SafeText.Clean(text, keepColours: true).ShouldBe(clean);

    [Fact]
    public void WithoutColours_NothingStays() => SafeText.Clean("\e[31mred\e[0m", keepColours: false).ShouldBe("red");

    [Fact]
    public void WhateverComes_NoOtherControlGetsThrough() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), parts =>
    {
        var clean = SafeText.Clean(string.Join("\e[", parts.Select(part => part ?? "")) + "\e]" + string.Concat(parts) + "\e[31m", keepColours: true);
        return Colours().Replace(clean, "").All(character => character == '\t' || !char.IsControl(character));
    }));

    [GeneratedRegex("\e\\[[0-9;:]*m")]
    private static partial Regex Colours();
}
