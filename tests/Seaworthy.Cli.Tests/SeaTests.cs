using Seaworthy.Cli.Help;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests;

public sealed class SeaTests
{
    private static IEnumerable<Verb> Listed => Sea.Groups.SelectMany(group => group.Verbs).Where(verb => !verb.IsHidden);

    [Fact]
    public async Task Help_ListsEveryCommandInItsGroup()
    {
        using var world = CliWorld.With();

        var ran = await world.Sea("--help");

        ran.Code.ShouldBe(0);
        var lines = ran.Out.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);
        lines.ShouldBe(Listed.Select(verb => verb.Name));
        foreach (var group in Sea.Groups)
            ran.Out.Split('\n').ShouldContain(group.Title);
    }

    [Fact]
    public async Task WithoutACommand_ShowsTheHelp()
    {
        using var world = CliWorld.With();

        (await world.Sea()).Out.ShouldBe((await world.Sea("--help")).Out);
    }

    [Fact]
    public async Task TheWordHelp_IsTheOption()
    {
        using var world = CliWorld.With();

        (await world.Sea("help")).ShouldBe(await world.Sea("--help"));
        (await world.Sea("help", "env", "set")).ShouldBe(await world.Sea("env", "set", "--help"));
    }

    [Fact]
    public async Task HelpOfEveryCommand_TellsItsUsage()
    {
        using var world = CliWorld.With();
        foreach (var verb in Listed)
        {
            var ran = await world.Sea(verb.Name, "--help");

            ran.Code.ShouldBe(0, verb.Name);
            ran.Out.ShouldContain($"Usage: sea {verb.Name}");
            verb.Command.Name.ShouldBe(verb.Name);
        }
    }

    [Fact]
    public async Task HelpOfAppCommands_ShowsAnExample()
    {
        using var world = CliWorld.With();
        foreach (var verb in Sea.Groups.Where(group => group.Title is not ("This machine" or "Tools")).SelectMany(group => group.Verbs).Where(verb => verb is { IsHidden: false, Name: not "setup" }))
        {
            (await world.Sea(verb.Name, "--help")).Out.ShouldContain("Example\n  ", Case.Sensitive, verb.Name);
            foreach (var subcommand in verb.Command.Subcommands)
                (await world.Sea(verb.Name, subcommand.Name, "--help")).Out.ShouldContain($"sea {verb.Name} {subcommand.Name}", Case.Sensitive);
        }
    }

    [Theory]
    [InlineData("frobnicate", "There is no command \"frobnicate\".")]
    [InlineData("deply", "Did you mean deploy?")]
    [InlineData("scale web=many", "no PROCESS=N")]
    [InlineData("set colour=red --app shop", "There is no setting \"colour\"")]
    [InlineData("env set NOVALUE --app shop", "no KEY=VALUE")]
    [InlineData("run --app shop", "What is to be run?")]
    [InlineData("exec web.x --app shop -- ls", "is no instance")]
    [InlineData("rollback latest --app shop", "is no release")]
    [InlineData("logs nginx", "is no service of this machine")]
    [InlineData("ps", "Which app?")]
    public async Task WrongUse_IsTold_AndEndsWith2(string line, string words)
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = "http://127.0.0.1:1";

        var ran = await world.Sea(line.Split(' '));

        ran.Code.ShouldBe(ExitCodes.Usage, ran.Error);
        ran.Error.ShouldContain(words);
        ran.Out.ShouldBeEmpty();
    }
}
