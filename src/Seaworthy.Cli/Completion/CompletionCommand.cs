using System.CommandLine;
using System.Reflection;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Completion;

/// <summary>`sea completion`: a script for the shell, which asks `sea __complete` what may come next.</summary>
public static class CompletionCommand
{
    private static readonly Argument<string> shell = new("shell") { Description = "bash, zsh or fish" };

    static CompletionCommand() => shell.AcceptOnlyFromAmong("bash", "zsh", "fish");

    public static Verb Verb { get; } = new(
        "completion", "bash|zsh|fish", "Print a script that completes commands, options and app names",
        "source <(sea completion bash)\nsea completion zsh > ~/.zfunc/_sea\nsea completion fish > ~/.config/fish/completions/sea.fish", command =>
        {
            command.Add(shell);
            command.Do((session, _) =>
            {
                session.Around.Output.Write(Script(session.Get(shell)!));
                return Task.FromResult(ExitCodes.Ok);
            });
        });

    private static string Script(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{name}")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
