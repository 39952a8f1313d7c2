using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("memory=512MB", "memory=512MB")]
    [InlineData("A=https://x.example:8080/a@b", "A=https://x.example:8080/a@b")]
    [InlineData("", "''")]
    [InlineData("A=two words", "'A=two words'")]
    [InlineData("A=$HOME;ls", "'A=$HOME;ls'")]
    [InlineData("it's", @"'it'\''s'")]
    public void AShell_ReadsItBackAsItIs(string text, string word) => ShellWord.Of(text).ShouldBe(word);
}
