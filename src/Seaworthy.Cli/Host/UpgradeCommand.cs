using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Backups;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Upgrades;
using Command = System.CommandLine.Command;
using MachineCommand = Seaworthy.Machine.Processes.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea upgrade`: to another version while apps answer, and back by itself if that does not become ready.</summary>
public static class UpgradeCommand
{
    public static Command Create()
    {
        var package = new Argument<string?>("package") { Description = "A package's file or address, where Seaworthy was installed from one.", Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--to") { Description = "A branch, tag or commit instead of the newest of this branch." };
        var back = new Option<bool>("--back") { Description = "To the version before the last upgrade." };
        var yes = new Option<bool>("--yes", "-y") { Description = "With --back: do not ask before the database is replaced by its backup." };
        var command = new Command("upgrade", "Go to a newer version, with a backup before and the way back after") { package, to, back, yes };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(package), result.GetValue(to), result.GetValue(back), result.GetValue(yes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? package, string? to, bool back, bool yes, CancellationToken cancellation)
    {
        Root.Demand("sea upgrade");
        var origin = Origin.OfThisProgram();
        var installation = Installation.AsSetUp();
        if (!installation.Home.Exists)
            throw new NothingInstalledException(installation.Home);
        if (origin is Checkout && package is not null)
            throw new UsageException("This sea is of a checkout, which is upgraded by Git: ./sea upgrade [--to REF]. To go over to a package, run its install.sh.");
        if (origin is Package && to is not null)
            throw new UsageException("--to is for a checkout. Here, name the new package: sea upgrade seaworthy-VERSION-RUNTIME.tar.gz, or its address.");
        if (origin is Checkout && OwnCopy.Of(installation.Home) is { } copy)
            return await copy.RunAsync(cancellation);

        NotHeeded.Tell(installation);
        var steps = Steps.ForThisTerminal();
        using var turn = Turn.Take(installation.Home, "upgrade");
        var run = new UpgradeRun(installation, origin, steps);
        return back ? await run.BackAsync(yes, cancellation) : await run.ForwardAsync(to ?? package, cancellation);
    }
}

/// <summary>One upgrade, or one way back.</summary>
public sealed class UpgradeRun(Installation installation, Origin origin, ISteps steps)
{
    private readonly SeaworthyHome home = installation.Home;
    private readonly Publisher publisher = Publisher.For(origin, installation.Home);
    private readonly IVersions versions = origin is Package package ? new PackageVersions(package, installation.Home) : new CheckoutVersions((Checkout)origin);

    public async Task<int> ForwardAsync(string? target, CancellationToken cancellation)
    {
        var from = await versions.CurrentAsync(cancellation) with { Parts = Running() };
        var to = await steps.RunAsync("Fetching the new version", async step =>
        {
            var fetched = await versions.FetchAsync(target, cancellation);
            step.Done(fetched.Name);
            return fetched;
        });
        UpgradeRecord? record;
        try
        {
            record = await PrepareAsync(from, to, cancellation);
        }
        catch
        {
            await versions.ReturnAsync(from, CancellationToken.None);
            throw;
        }
        if (record is null)
        {
            Console.WriteLine($"This is the version that runs already: {to.Name}.");
            return ExitCodes.Ok;
        }
        if (await BringUpAsync(record, cancellation))
        {
            Console.WriteLine($"\nUpgraded from {from.Name} to {to.Name}. {origin.Call} upgrade --back goes back; the backup from before is {record.Backup}.");
            return ExitCodes.Ok;
        }
        steps.Say($"{to.Name} did not become ready: going back to {from.Name}.");
        var restored = await BackAsync(record, cancellation);
        throw new UpgradeFailedException(to, from, restored);
    }

    /// <summary>All that can be done before anything that runs is touched.</summary>
    /// <returns>Null where that version runs already.</returns>
    private async Task<UpgradeRecord?> PrepareAsync(VersionAt from, VersionAt to, CancellationToken cancellation)
    {
        await BuildAsync(to, cancellation);
        if (IsRunning(to))
            return null;
        var schema = await InstallationDatabase.Of(installation).SchemaAsync(cancellation);
        if (SchemaOf(to) < schema)
            throw new UpgradeRefusedException($"{to.Name} knows the database only up to schema {SchemaOf(to)}, and it has schema {schema}. Nothing was changed. To go back to an older version, restore a backup that it made.");
        var backup = await steps.RunAsync("Backing up", step => new AutomaticBackups(installation, origin, TimeProvider.System).MakeAsync("upgrade", step, cancellation));
        var record = new UpgradeRecord(from, to, backup, schema, TimeProvider.System.GetUtcNow());
        record.Write(home);
        return record;
    }

    /// <returns>False: it did not become ready.</returns>
    private async Task<bool> BringUpAsync(UpgradeRecord record, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(record.To, ["up", "--no-sample"], cancellation) == 0;
        }
        catch (OperationCanceledException)
        {
            steps.Say($"Stopped half-way to {record.To.Name}. {origin.Call} up goes on with it; {origin.Call} upgrade --back goes back to {record.From.Name}.");
            throw;
        }
    }

    public async Task<int> BackAsync(bool yes, CancellationToken cancellation)
    {
        var record = UpgradeRecord.Read(home) ?? throw new UpgradeRefusedException("There is no upgrade to go back from. An older state comes back from a backup: sea restore FILE --force.");
        _ = await versions.CurrentAsync(cancellation);
        if (await new WayBack(installation, record, versions, publisher).ReplacesDatabaseAsync(cancellation) && !yes)
        {
            if (Console.IsInputRedirected)
                throw new UsageException("The database has another schema since the upgrade, so it would be replaced by the backup from before. If that is what you want, call again with --yes.");
            Console.Write($"The database has another schema since the upgrade. It is replaced by the backup of {record.At:yyyy-MM-dd HH:mm} UTC: whatever was changed since is lost. Type yes to go on: ");
            if (Console.ReadLine()?.Trim() != "yes")
                throw new UsageException("Nothing was changed.");
        }
        var restored = await BackAsync(record, cancellation);
        Console.WriteLine($"Back at {record.From.Name}. {(restored ? $"The database is as it was before the upgrade ({record.Backup})." : "The database was not changed.")}");
        return ExitCodes.Ok;
    }

    private async Task<bool> BackAsync(UpgradeRecord record, CancellationToken cancellation)
    {
        using var client = LocalServer.Client(home);
        return await new WayBack(installation, record, versions, publisher)
            .TakeAsync(steps, step => ReadyServer.WaitAsync(client, installation, step, cancellation), cancellation);
    }

    /// <summary>The new version builds itself, by its own rules, beside the one that runs.</summary>
    private async Task BuildAsync(VersionAt to, CancellationToken cancellation)
    {
        if (await CallAsync(to, ["up", UpCommand.BuildOnly], cancellation) != 0)
            throw new UpgradeRefusedException($"{to.Name} does not build, which is told above. Nothing was changed: the version from before runs on.");
    }

    /// <summary>The new version's own `sea up` takes over what the environment says, so it does not get to see what is not heeded.</summary>
    private Task<int> CallAsync(VersionAt version, string[] arguments, CancellationToken cancellation)
    {
        var environment = installation.NotHeeded.ToDictionary(name => name, string? (_) => null);
        environment[SeaworthyHome.Variable] = home.Root;
        environment[OwnCopy.Variable] = null;
        return Foreground.RunAsync(new MachineCommand(At(version).Program, arguments) { Environment = environment }, Foreground.TimeToTidyUp, cancellation);
    }

    private Origin At(VersionAt version) => origin is Package ? Package.Read(version.Root) : new Checkout(version.Root);

    private int SchemaOf(VersionAt version) => At(version).Schema;

    private Dictionary<string, string> Running() =>
        new[] { Part.Edge, Part.Server }.Select(publisher.Current).OfType<Published>().ToDictionary(published => published.Part.Name, published => published.Version);

    private bool IsRunning(VersionAt version)
    {
        var running = Running();
        var there = Publisher.For(At(version), home);
        return new[] { Part.Edge, Part.Server }.All(part => running.GetValueOrDefault(part.Name) == there.VersionOf(part));
    }
}

public sealed class UpgradeFailedException(VersionAt to, VersionAt from, bool restored) : MachineException(
    $"{to.Name} did not become ready, so this installation is back at {from.Name}, which is ready. " +
    (restored ? "The database was restored from the backup made before, since the new version had changed its schema. " : "The database was not changed. ") +
    "Apps were not interrupted. What the new version said is above, and in its log: ./sea logs server -n 300");
