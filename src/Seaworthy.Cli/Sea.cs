using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Host;

namespace Seaworthy.Cli;

/// <summary>The command `sea`: its tree, and how what goes wrong is told.</summary>
public static class Sea
{
    /// <summary>What a command may still do after Ctrl-C, such as taking down what it had started.</summary>
    private static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(15);

    private static IReadOnlyList<CommandGroup> Groups() =>
    [
        new("This machine",
        [
            UpCommand.Create(),
            DownCommand.Create(),
            RestartCommand.Create(),
            StatusCommand.Create(),
            LogsCommand.Create(),
        ]),
        new("Care for it",
        [
            BackupCommand.Create(),
            RestoreCommand.Create(),
            UninstallCommand.Create(),
        ]),
        new("Access",
        [
            SetupCommand.Create(),
            TokenCommand.Create(),
        ]),
        new("Develop",
        [
            TestCommand.Create(),
            BenchCommand.Create(),
        ]),
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output)
    {
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToTidyUp };
        try
        {
            return await CreateRoot().Parse(args).InvokeAsync(configuration, CancellationToken.None);
        }
        catch (Exception failure)
        {
            return Failures.Tell(failure);
        }
    }

    private static RootCommand CreateRoot()
    {
        var groups = Groups();
        var root = new RootCommand("Seaworthy: push code, and it becomes a live app on a server you own.");
        foreach (var command in groups.SelectMany(group => group.Commands))
            root.Add(command);
        GroupedHelp.Install(root, groups);
        return root;
    }
}
