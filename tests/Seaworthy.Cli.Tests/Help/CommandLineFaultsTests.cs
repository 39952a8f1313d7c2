using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Help;

/// <summary>What is wrong with a command line is told in words of ours, not in those of the parser.</summary>
public sealed class CommandLineFaultsTests
{
    [Theory]
    [InlineData("create", "NAME is missing: ")]
    [InlineData("token", "sea token needs one of: create, list, revoke.")]
    [InlineData("create shop --bogus", "sea create has no option --bogus.")]
    [InlineData("deploy . --brunch main", "sea deploy has no option --brunch. Did you mean --branch?")]
    [InlineData("domains ad x.example.com", "sea domains has no command \"ad\". Did you mean add? There are: add, ")]
    [InlineData("ps shop", "sea ps takes no argument, and \"shop\" is one. For the app of that name: sea ps --app shop")]
    [InlineData("link a b", "\"b\" is one argument too many.")]
    [InlineData("deployments -n many", "--limit: \"many\" is no whole number.")]
    [InlineData("deployments -n 0", "--limit must be between 1 and 5000, and is 0.")]
    [InlineData("logs -n", "--tail needs a value: ")]
    [InlineData("logs --app a --app b", "--app is given 2 times, and has one value.")]
    [InlineData("runs stop 12", "\"12\" is no id of a run: an id looks like 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10. sea runs lists them.")]
    [InlineData("bench deploy nope", "\"nope\" is none of: api, build, deploy, edge, load, memory, networks, rollback, routes, start.")]
    [InlineData("token revoke x", "sea token list lists them.")]
    public async Task AFault_IsToldWithWhatToWrite(string line, string words)
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = "http://127.0.0.1:1";

        var ran = await world.Sea(line.Split(' '));

        (ran.Code, ran.Out).ShouldBe((ExitCodes.Usage, ""), ran.Error);
        ran.Error.ShouldContain(words);
        ran.Error.TrimEnd().ShouldEndWith(" --help shows how it is used.");
    }

    [Fact]
    public async Task SeveralFaults_AreAllTold()
    {
        using var world = CliWorld.With();

        (await world.Sea("runs", "stop", "x", "--bogus")).Error.ShouldBe(
            """
            ✗ sea runs stop has no option --bogus.
              "x" is no id of a run: an id looks like 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10. sea runs lists them.
              sea runs stop --help shows how it is used.

            """);
    }
}
