namespace Seaworthy.Cli.Tests;

public sealed class SeaTests
{
    [Fact]
    public async Task Help_NamesEveryCommandInItsGroup()
    {
        var output = new StringWriter();

        (await Sea.RunAsync(["--help"], output)).ShouldBe(0);

        var lines = output.ToString().Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);
        lines.ShouldBe(["up", "down", "restart", "status", "logs", "setup", "token", "test"]);
    }

    [Fact]
    public async Task HelpOfACommand_ShowsItsOptions()
    {
        var output = new StringWriter();

        (await Sea.RunAsync(["up", "--help"], output)).ShouldBe(0);

        output.ToString().ShouldContain("--no-sample");
    }
}
