using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Tests.Apps;

public sealed class CommandTextTests
{
    [Theory]
    [InlineData("./migrate --all", "./migrate --all")]
    [InlineData("  ./migrate  ", "./migrate")]
    [InlineData("./migrate && ./seed", "./migrate && ./seed")]
    [InlineData("echo \"$HOME\"", "echo \"$HOME\"")]
    [InlineData("A=1 ./run", "A=1 ./run")]
    public void Show_ACommand_IsALineThatReadsAsTheSame(string text, string shown)
    {
        var command = CommandText.Parse(text);

        CommandText.Show(command).ShouldBe(shown);
        CommandText.Parse(shown).ShouldBe(command);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Parse_Nothing_IsNoCommand(string text) => CommandText.Parse(text).ShouldBeNull();

    [Fact]
    public void Show_ArgumentsWithSpaces_AreQuoted() => CommandText.Show(["sh", "a b", "it's"]).ShouldBe("sh 'a b' 'it'\\''s'");

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("nul\0")]
    public void Fault_MoreThanALine_IsRefused(string text) => CommandText.Fault(text).ShouldNotBeNull();
}
