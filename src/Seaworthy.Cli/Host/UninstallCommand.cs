using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Removal;
using Seaworthy.Machine.Services;
using Command = System.CommandLine.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea uninstall`: takes an installation away from this machine, and nothing that is not its own.</summary>
public static class UninstallCommand
{
    public static Command Create()
    {
        var purge = new Option<bool>("--purge") { Description = "Also what cannot be made again: the data directory, volumes of apps, their images." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("uninstall", "Take the installation away; data stays unless --purge is given") { purge, yes };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(purge), result.GetValue(yes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool purge, bool yes, CancellationToken cancellation)
    {
        Root.Demand("sea uninstall");
        var installation = Installation.AsSetUp();
        var home = installation.Home;
        if (!home.Exists && !(purge && home.HoldsData))
            throw new NothingInstalledException(home);
        Confirm(home, purge, yes);
        home.Prepare();
        var steps = Steps.ForThisTerminal();
        using var turn = Turn.Take(home);

        var engine = new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost));
        var database = await DatabaseAsync(installation, steps, cancellation);
        var id = await InstallationIdentity.FindAsync(installation, cancellation);
        var ours = id is null ? null : await OursAsync(id.Value, engine, database, steps, cancellation);
        foreach (var service in Service.All.Reverse().Where(service => service != Service.Docker && service != Service.Postgres))
            await RemoveAsync(installation, service, steps, cancellation);
        if (ours is not null)
            await RemoveAsync(ours, engine, purge, steps, cancellation);
        if (id is not null)
            await steps.RunAsync("Firewall rules", _ => FirewallTraces.RemoveAsync(id.Value, cancellation));
        await RemoveAsync(installation, Service.Postgres, steps, cancellation);
        await LeaveEngineAsync(installation, engine, steps, cancellation);
        Tell(installation, ours, database is not null, purge);
        if (id is not null && ours is null)
            TellOfLeftovers(id.Value);
        RemoveFiles(home, purge);
        return ExitCodes.Ok;
    }

    private static void Confirm(SeaworthyHome home, bool purge, bool yes)
    {
        if (yes)
            return;
        if (Console.IsInputRedirected)
            throw new UsageException("Nobody is there to be asked: call again with --yes.");
        Console.WriteLine($"This stops every app of the installation in {home.Root} and removes their containers and networks and Seaworthy's programs.");
        Console.WriteLine(purge
            ? "With --purge it also deletes the database, the keys, the volumes and the images of all apps. Nothing brings them back but a backup."
            : "The data directory, volumes and images stay.");
        Console.Write($"Type {home.Root} to go on: ");
        if (Console.ReadLine()?.Trim() != home.Root)
            throw new UsageException("That is not its name: nothing was changed.");
    }

    /// <summary>Started for this where it is down: it alone knows which volumes and images are ours. Null where it cannot be had.</summary>
    private static async Task<InstallationDatabase?> DatabaseAsync(Installation installation, ISteps steps, CancellationToken cancellation)
    {
        try
        {
            if (installation.Settings.PostgresHost is null && installation.Cluster.Version is null)
                return null;
            await PostgresStarter.EnsureAsync(installation, cancellation);
            var database = InstallationDatabase.Of(installation);
            return await database.InstallationIdAsync(cancellation) is null ? null : database;
        }
        catch (MachineException unreachable)
        {
            steps.Say($"The database cannot be asked, so volumes and images stay: {unreachable.Message}");
            return null;
        }
    }

    /// <summary>Null where the engine cannot be asked: what is ours in it stays, and nothing else of the installation has to for that.</summary>
    private static async Task<OwnObjects?> OursAsync(Guid id, EngineCommands engine, InstallationDatabase? database, ISteps steps, CancellationToken cancellation)
    {
        try
        {
            return await OwnObjects.FindAsync(id, engine, database, cancellation);
        }
        catch (MachineException unreachable)
        {
            steps.Say($"Containers and networks of apps stay: {unreachable.Message}");
            return null;
        }
    }

    private static async Task RemoveAsync(Installation installation, Service service, ISteps steps, CancellationToken cancellation)
    {
        if (await installation.Supervisor.ObserveAsync(service, cancellation) is not { Process: null, IsKept: false })
            await steps.RunAsync($"Stopping {service.Title}", _ => installation.Supervisor.StopAsync(service, cancellation));
        await installation.Supervisor.RemoveAsync(service, cancellation);
    }

    private static async Task RemoveAsync(OwnObjects ours, EngineCommands engine, bool purge, ISteps steps, CancellationToken cancellation)
    {
        await EachAsync("Containers", ["container", "rm", "--force"], ours.Containers);
        await EachAsync("Networks", ["network", "rm"], ours.Networks);
        if (!purge)
            return;
        await EachAsync("Volumes", ["volume", "rm", "--force"], ours.Volumes);
        await EachAsync("Images", ["image", "rm", "--force"], ours.Images);

        async Task EachAsync(string title, string[] remove, IReadOnlyList<string> names)
        {
            if (names.Count == 0)
                return;
            await steps.RunAsync(title, async step =>
            {
                var removed = await engine.Command([.. remove, .. names]).RunAsync(cancellation);
                removed.OrThrow($"{title} could not be removed", "Call ./sea uninstall again.");
                step.Done($"{names.Count} removed");
            });
        }
    }

    /// <summary>An engine that we started is ended with us, unless somebody else has containers in it.</summary>
    private static async Task LeaveEngineAsync(Installation installation, EngineCommands engine, ISteps steps, CancellationToken cancellation)
    {
        if (installation.Supervisor is Systemd || !await installation.Docker.IsOursAsync(cancellation))
            return;
        try
        {
            if ((await engine.LinesAsync(["container", "ls", "--all", "--quiet"], cancellation)).Count == 0)
                await RemoveAsync(installation, Service.Docker, steps, cancellation);
            else
                steps.Say("Docker Engine goes on running, because containers that are not Seaworthy's are in it.");
        }
        catch (MachineException unreachable)
        {
            steps.Say($"Docker Engine is left as it is, since containers may be in it: {unreachable.Message}");
        }
    }

    private static void Tell(Installation installation, OwnObjects? ours, bool isDatabaseKnown, bool purge)
    {
        var home = installation.Home;
        Console.WriteLine($"Seaworthy is uninstalled. Docker, PostgreSQL's packages and the source tree stay.");
        if (!purge)
        {
            Console.WriteLine($"Data stays in {home.Root}: database, keys, settings, logs, backups. sea up there brings everything back.");
            if (ours is { Volumes.Count: > 0 })
                Console.WriteLine($"Volumes of apps stay: {string.Join(", ", ours.Volumes)}");
            if (ours is { Images.Count: > 0 })
                Console.WriteLine($"Images of apps stay: {ours.Images.Count}, tagged seaworthy/…");
            return;
        }
        if (installation.Settings.PostgresHost is { } host)
            Console.WriteLine($"The database at {host} is not this machine's, so it stays: drop {installation.Settings.Variables.GetValueOrDefault("POSTGRES_DB", ClusterSpec.Role)} there by hand.");
        if (ours is null || !isDatabaseKnown)
            Console.WriteLine("The database could not be asked, so volumes and images may be left: docker volume ls and docker image ls show them.");
    }

    /// <summary>Once the data is gone too, nobody knows the label any more.</summary>
    private static void TellOfLeftovers(Guid id)
    {
        var filter = $"--filter label={OwnObjects.Label}={id}";
        Console.WriteLine("What is Seaworthy's in Docker was not removed. Once the engine answers:");
        Console.WriteLine($"  docker ps --all --quiet {filter} | xargs --no-run-if-empty docker rm --force");
        Console.WriteLine($"  docker network ls --quiet {filter} | xargs --no-run-if-empty docker network rm");
    }

    /// <summary>The very last: this program itself may be among them.</summary>
    private static void RemoveFiles(SeaworthyHome home, bool purge)
    {
        // Where install.sh linked the command; by now it may lead to another installation.
        var noted = Path.Combine(home.Packages, "command");
        if (File.Exists(noted) && File.ReadAllText(noted).Trim() is var link && new FileInfo(link) is { LinkTarget: { } target } && target.StartsWith(home.Root + "/", StringComparison.Ordinal))
            File.Delete(link);
        foreach (var folder in purge ? [home.Root] : new[] { home.Bin, home.Packages, home.Run })
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
    }
}
