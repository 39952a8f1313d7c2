using System.CommandLine;
using System.CommandLine.Invocation;
using Seaworthy.Cli.Access;
using Seaworthy.Cli.Apps;
using Seaworthy.Cli.Completion;
using Seaworthy.Cli.Configuring;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Host;
using Seaworthy.Cli.Operating;
using Seaworthy.Cli.Output;
using Seaworthy.Cli.Running;
using LogsCommand = Seaworthy.Cli.Operating.LogsCommand;
using RestartCommand = Seaworthy.Cli.Operating.RestartCommand;

namespace Seaworthy.Cli;

/// <summary>The command `sea`: its tree, and what it ends with.</summary>
public static class Sea
{
    public static IReadOnlyList<CommandGroup> Groups { get; } =
    [
        new("Apps",
        [
            AppsCommand.Verb, CreateCommand.Verb, InfoCommand.Verb, SettingsCommand.Verb, SetCommand.Verb, DeleteCommand.Verb, LinkCommand.Verb, OpenCommand.Verb,
            ProjectsCommand.Verb,
        ]),
        new("Deploy",
        [
            DeployCommand.Verb, DeploymentsCommand.Verb, DeploymentCommand.Verb, CancelCommand.Verb, RetryCommand.Verb, ReleasesCommand.Verb, DiffCommand.Verb,
            RollbackCommand.Verb, SourceCommand.Verb, DeployKeyCommand.Verb, RegistriesCommand.Verb,
        ]),
        new("Configure",
        [
            EnvCommand.Verb, ConfigCommand.Verb, ConfigCommand.Get, ConfigCommand.Set, ConfigCommand.Unset, DomainsCommand.Verb, VolumesCommand.Verb, ProcessesCommand.Verb,
        ]),
        new("Operate",
        [
            PsCommand.Verb, LogsCommand.Verb, ScaleCommand.Verb, RestartCommand.Verb, StopCommand.Verb, StartCommand.Verb, RunCommand.Verb, ExecCommand.Verb,
            RunsCommand.Verb, ContainersCommand.Verb, EventsCommand.Verb,
        ]),
        new("Access",
        [
            LoginCommand.Verb, LogoutCommand.Verb, TokenCommand.Verb, new Verb("setup", SetupCommand.Create),
        ]),
        new("This machine",
        [
            new Verb("up", UpCommand.Create), new Verb("down", DownCommand.Create), new Verb("status", StatusCommand.Create),
            new Verb("doctor", DoctorCommand.Create), new Verb("backup", BackupCommand.Create), new Verb("restore", RestoreCommand.Create), new Verb("upgrade", UpgradeCommand.Create),
            new Verb("report", ReportCommand.Create), new Verb("uninstall", UninstallCommand.Create),
        ]),
        new("Tools",
        [
            CompletionCommand.Verb, CompleteCommand.Verb, new Verb("test", TestCommand.Create), new Verb("bench", BenchCommand.Create), new Verb("torture", TortureCommand.Create), new Verb("package", PackageCommand.Create),
        ]),
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings around)
    {
        using var interrupts = new Interrupts();
        try
        {
            return await RunAsync(args, around, interrupts.Token);
        }
        catch (Exception failure)
        {
            return Failures.Tell(failure, around);
        }
        finally
        {
            await around.Output.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings around, CancellationToken cancellation)
    {
        // As many programs have it: sea help deploy.
        if (args is ["help", ..])
            args = [.. args.Skip(1), "--help"];
        var root = new RootCommand("Seaworthy: push code, and it becomes a live app on a server you own.") { CommonOptions.Server };
        root.Directives.Clear();
        SeaHelp.Install(root, Groups);
        if (VerbOf(args) is { } name)
        {
            if (Find(name) is not { } verb)
                throw new UsageException($"There is no command \"{name}\". {Suggest(name)}sea --help lists them all.");
            root.Add(verb.New());
        }
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            throw new UsageException(CommandLineFaults.Tell(parsed));
        var configuration = new SeaConfiguration(around)
        {
            Output = around.Output,
            Error = around.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    public static Verb? Find(string name) => Groups.SelectMany(group => group.Verbs).FirstOrDefault(verb => verb.Name == name);

    /// <summary>The first word that is neither an option nor the value of one that all commands have.</summary>
    private static string? VerbOf(IReadOnlyList<string> args)
    {
        for (var at = 0; at < args.Count; at++)
        {
            if (args[at] == CommonOptions.Server.Name)
                at++;
            else if (!args[at].StartsWith('-'))
                return args[at];
        }
        return null;
    }

    private static string Suggest(string name) =>
        EditDistance.Nearest(name, Groups.SelectMany(group => group.Verbs).Where(verb => !verb.IsHidden).Select(verb => verb.Name)) is { } near ? $"Did you mean {near}? " : "";
}
