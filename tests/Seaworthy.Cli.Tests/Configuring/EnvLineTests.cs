using Seaworthy.Cli.Configuring;

namespace Seaworthy.Cli.Tests.Configuring;

/// <summary>Lines that the reader of .env files takes back as exactly the same value.</summary>
public sealed class EnvLineTests
{
    [Theory]
    [InlineData("debug", "debug")]
    [InlineData("", "")]
    [InlineData("a b=c", "a b=c")]
    [InlineData("https://x.example/#top", "https://x.example/#top")]
    [InlineData(@"back\nslash", @"back\nslash")]
    [InlineData("$HOME", "$HOME")]
    [InlineData("it's", "it's")]
    public void AsItIs_WhereThatCanBe(string value, string line) => EnvLine.Value(value).ShouldBe(line);

    [Theory]
    [InlineData("two\nlines", @"""two\nlines""")]
    [InlineData("two\r\nlines\t.", @"""two\r\nlines\t.""")]
    [InlineData(" padded ", @""" padded """)]
    [InlineData("a #b", @"""a #b""")]
    [InlineData("#b", @"""#b""")]
    [InlineData("\"quoted\"", @"""\""quoted\""""")]
    [InlineData("'single'", @"""'single'""")]
    [InlineData("a\n$b`\\", @"""a\n\$b\`\\""")]
    public void Quoted_WhereItWouldBeReadAsSomethingElse(string value, string line) => EnvLine.Value(value).ShouldBe(line);
}
