using System.CommandLine;
using System.Text.RegularExpressions;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests;

/// <summary>docs/cli.md speaks of every command, and of none that is not there.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "cli.md"));

    [Fact]
    public void Every_command_is_in_it()
    {
        var missing = from section in Sea.Groups
                      from verb in section.Verbs
                      where verb.Name != "__complete"
                      from command in (string[])[$"sea {verb.Name}", .. verb.Command.Subcommands.Select(subcommand => $"sea {verb.Name} {subcommand.Name}")]
                      where !Regex.IsMatch(text, $@"{Regex.Escape(command)}(?![\w:-])")
                      select command;

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_exit_code_is_in_it()
    {
        foreach (var code in new[] { ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Usage, ExitCodes.NotFound, ExitCodes.Refused, ExitCodes.Unreachable, ExitCodes.Interrupted })
            text.ShouldContain($"| {code} | ");
    }

    /// <summary>Each line of its examples is parsed as sea would do it.</summary>
    [Fact]
    public async Task Every_example_makes_sense()
    {
        var lines = Example().Matches(text).Select(match => match.Groups["line"].Value.Trim()).ToList();
        lines.Count.ShouldBeGreaterThan(60);
        using var world = CliWorld.With();
        // Whatever is sent goes nowhere: only the reading of the line is looked at.
        world.Variables["SEAWORTHY_URL"] = "http://127.0.0.1:1";
        world.Variables["SEAWORTHY_APP"] = "shop";
        foreach (var line in lines)
        {
            var words = Word().Matches(line).Select(match => match.Value.Trim('"')).ToArray();
            var verb = Sea.Find(words[0]);
            verb.ShouldNotBeNull(line);
            // These would act on this machine.
            if (Sea.Groups.Single(group => group.Title == "This machine").Verbs.Contains(verb) || verb.Name is "login" or "logout" or "link" or "test" or "bench" or "torture" or "setup")
                continue;
            var root = new RootCommand { verb.Command };
            root.Add(CommonOptions.Server);
            root.Parse(words).Errors.Select(error => error.Message).ShouldBeEmpty(line);
        }
    }

    /// <summary>A line of a code block that calls sea, up to a comment, pipe or redirection.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z_$"" ]+\| |TOKEN=\$\(|source <\()?sea (?<line>[^#|<>\n)]+)", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
