using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Backups;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Services;
using Spectre.Console;

namespace Seaworthy.Cli.Host;

/// <summary>`sea restore`: an installation from its backup. Nothing is touched before the backup has proven to be whole.</summary>
public static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What sea backup wrote." };
        var force = new Option<bool>("--force") { Description = "Replace the installation that is here; it is backed up first." };
        var command = new Command("restore", "Make an installation from a backup, in an empty data directory") { file, force };
        command.SetAction((result, cancellation) => RunAsync(Path.GetFullPath(result.GetValue(file)!), result.GetValue(force), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool force, CancellationToken cancellation)
    {
        Root.Demand("sea restore");
        if (!File.Exists(file))
            throw new UsageException($"There is no file {file}. Name one that sea backup wrote; without a name it writes into {SeaworthyHome.FromEnvironment().Backups}.");
        var origin = Origin.OfThisProgram();
        var home = SeaworthyHome.FromEnvironment();
        var steps = Steps.ForThisTerminal();
        Directory.CreateDirectory(Path.GetDirectoryName(home.Root)!);
        using var backup = await steps.RunAsync<OpenedBackup>($"Checking {file}", async step =>
        {
            var opened = await OpenedBackup.OpenAsync(file, $"{home.Root}.restore-{Guid.NewGuid():n}", cancellation);
            step.Done($"made {opened.Manifest.CreatedAt:yyyy-MM-dd HH:mm} UTC on {opened.Manifest.Host}, version {opened.Manifest.Version}, {opened.Manifest.Parts.Count} parts as they were written");
            return opened;
        });
        if (backup.Manifest.Schema > origin.Schema)
            throw new BackupUnusableException(file, $"its database has schema {backup.Manifest.Schema}, but this version of Seaworthy knows only up to {origin.Schema}; upgrade first");
        var isOccupied = IsOccupied(home);
        if (isOccupied && !force)
            throw new HomeOccupiedException(home);

        home.Prepare();
        using var turn = Turn.Take(home);
        if (isOccupied)
            await PutAsideAsync(Installation.AsSetUp(), origin, steps, cancellation);
        backup.PutInto(home.Root);
        // What is said now goes before what the backup remembers: other ports, another database.
        var installation = Installation.FromEnvironment();
        installation.Settings.Remember(home);

        var up = new BringUp(installation, origin, steps);
        await up.CheckSettingsAsync(cancellation);
        await up.FoundationsAsync(cancellation);
        var database = InstallationDatabase.Of(installation);
        if (!force && await database.InstallationIdAsync(cancellation) is not null)
            throw new DatabaseOccupiedException(installation);
        await steps.RunAsync("Restoring the database", async step =>
        {
            await database.RestoreAsync(backup.Dump, cancellation);
            step.Done($"schema {backup.Manifest.Schema}");
        });
        using var client = LocalServer.Client(home);
        await up.ProgramsAsync(client, cancellation);
        await TellAsync(new SettledApps(client, database, new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost))), steps, cancellation);
        return ExitCodes.Ok;
    }

    /// <summary>Programs alone, as an installed package brings them, are nothing that could be lost.</summary>
    private static bool IsOccupied(SeaworthyHome home) =>
        File.Exists(home.SettingsFile) || Directory.Exists(home.PostgresData) || (Directory.Exists(home.Keys) && Directory.EnumerateFileSystemEntries(home.Keys).Any());

    private static async Task PutAsideAsync(Installation installation, Origin origin, ISteps steps, CancellationToken cancellation)
    {
        await steps.RunAsync("Backing up what is here", async step =>
        {
            await PostgresStarter.EnsureAsync(installation, cancellation);
            try
            {
                await new AutomaticBackups(installation, origin, TimeProvider.System).MakeAsync("restore", step, cancellation);
            }
            catch (NothingToBackUpException)
            {
                step.Done("its database is empty");
            }
        });
        await steps.RunAsync("Stopping the server", _ => installation.Supervisor.StopAsync(Service.Server, cancellation));
    }

    private static async Task TellAsync(SettledApps settling, ISteps steps, CancellationToken cancellation)
    {
        var apps = await steps.RunAsync("Starting apps", async step =>
        {
            var settled = await settling.WaitAsync(step, cancellation);
            step.Done($"{settled.Count(app => app.Reason is null)} of {settled.Count} are as they were");
            return settled;
        });
        var table = new Table().Border(TableBorder.None).AddColumns("App", "State", "Address", "");
        foreach (var app in apps)
            table.AddRow(Markup.Escape(app.Slug), Markup.Escape(app.Status), Markup.Escape(app.Url), Markup.Escape(app.Reason ?? ""));
        Terminal.Results.Write(table);
        Console.WriteLine(BackupContents.NotIncluded);
    }
}

public sealed class HomeOccupiedException(SeaworthyHome home) : MachineException(
    $"{home.Root} holds an installation already. Restore into another directory ({SeaworthyHome.Variable}=… ./sea restore FILE), or replace this one, which is backed up first: ./sea restore FILE --force");

public sealed class DatabaseOccupiedException(Installation installation) : MachineException(
    $"The database at {installation.Settings.PostgresHost ?? installation.Home.PostgresRun} holds an installation already. Name another one (POSTGRES_DB=… ./sea restore FILE), or replace it with --force.");
