using System.CommandLine;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Seaworthy.Cli.Host.Checks;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Backups;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Removal;
using Seaworthy.Machine.Reports;
using Seaworthy.Machine.Services;
using Command = System.CommandLine.Command;
using MachineCommand = Seaworthy.Machine.Processes.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea report`: what somebody else needs to find a fault on this machine, without its secrets.</summary>
public static class ReportCommand
{
    private const int LogLines = 500;

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "Where to write it; into this folder by default.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("report", "Collect versions, status, checks and logs without secrets, for a bug report") { file };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(file), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? file, CancellationToken cancellation)
    {
        Root.Demand("sea report");
        var origin = Origin.OfThisProgram();
        var installation = Installation.AsSetUp();
        var path = Path.GetFullPath(file ?? BackupWriter.FileName($"seaworthy-report-{Environment.MachineName}", TimeProvider.System));
        var steps = Steps.ForThisTerminal();
        var areSecretsKnown = await steps.RunAsync("Collecting", async step =>
        {
            var pages = new List<(string Name, string Text)>();
            foreach (var (name, read) in Pages(installation, origin, cancellation))
            {
                step.Doing(name);
                pages.Add((name, await TextAsync(read, cancellation)));
            }
            var ofApps = await SecretsOfAppsAsync(installation, cancellation);
            var redactor = new Redactor([.. SecretsOf(installation), .. ofApps ?? []]);
            await WriteAsync(path, [.. pages.Select(page => (page.Name, redactor.Redact(page.Text)))], cancellation);
            step.Done($"{pages.Count} files");
            return ofApps is not null;
        });
        if (!areSecretsKnown)
            steps.Say("! Docker Engine could not be asked for the variables of apps, so only what looks like a secret was taken out of what apps may have written to a log.");
        steps.Say("Known secrets, and whatever looks like one, were taken out. Look through it all the same before you hand it on: names of apps, hosts and people are still in it.");
        Console.WriteLine(path);
        return ExitCodes.Ok;
    }

    private static IEnumerable<(string Name, Func<Task<string>> Read)> Pages(Installation installation, Origin origin, CancellationToken cancellation)
    {
        var engine = new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost));
        yield return ("versions.txt", () => Task.FromResult(Versions(installation, origin)));
        yield return ("status.json", async () => JsonSerializer.Serialize(await InstallationStatus.ReadAsync(installation, cancellation), StatusJson.Default.InstallationStatus));
        yield return ("doctor.json", async () => JsonSerializer.Serialize(await new Doctor(installation, origin).ExamineAsync(cancellation), DoctorJson.Default.Diagnosis));
        yield return ("settings.txt", () => Task.FromResult(Settings(installation)));
        foreach (var log in Service.All.Select(service => service.Name).Append("install"))
            yield return ($"logs/{log}.log", async () => (await ServiceLogs.Reader(installation, log, LogLines, follow: false).RunAsync(cancellation)).Output);
        yield return ("docker-info.json", async () => string.Join('\n', await engine.LinesAsync(["info", "--format", "{{json .}}"], cancellation)));
        yield return ("containers.txt", () => ContainersAsync(installation, engine, cancellation));
        yield return ("tables.txt", () => TablesAsync(installation, cancellation));
        yield return ("disk.txt", () => OutputAsync("df", ["--human-readable"], cancellation));
        yield return ("memory.txt", () => File.ReadAllTextAsync("/proc/meminfo", cancellation));
        yield return ("ports.txt", () => OutputAsync("ss", ["--listening", "--tcp", "--numeric", "--processes"], cancellation));
        yield return ("firewall.txt", () => OutputAsync("iptables", ["-w", "10", "-S"], cancellation));
    }

    private static string Versions(Installation installation, Origin origin)
    {
        var publisher = Publisher.For(origin, installation.Home);
        return $"""
            Seaworthy {origin.Version} ({(origin is Package ? "package" : "checkout")}), schema {origin.Schema}
            server {publisher.Current(Part.Server)?.Version ?? "none"}, edge {publisher.Current(Part.Edge)?.Version ?? "none"}
            {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}
            {Distribution.OfThisMachine().Name}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}
            supervised by {installation.Supervisor.Name}, {Environment.ProcessorCount} processors
            PostgreSQL programs {string.Join(", ", PostgresPrograms.Installed().Select(programs => programs.Version))}, cluster {installation.Cluster.Version?.ToString() ?? "none"}

            """;
    }

    private static string Settings(Installation installation) => string.Concat(installation.Settings.Variables
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={(Redactor.IsSecretName(pair.Key) ? Redactor.Mark : pair.Value)}\n"));

    private static async Task<string> ContainersAsync(Installation installation, EngineCommands engine, CancellationToken cancellation)
    {
        if (await InstallationIdentity.FindAsync(installation, cancellation) is not { } id)
            return "The installation's id is not known.";
        return string.Join('\n', await engine.LinesAsync(
            ["container", "ls", "--all", "--filter", $"label={OwnObjects.Label}={id}", "--format", "{{.Names}}\t{{.Label \"seaworthy.process\"}}\t{{.Image}}\t{{.Status}}"], cancellation));
    }

    private static async Task<string> TablesAsync(Installation installation, CancellationToken cancellation)
    {
        var rows = await InstallationDatabase.Of(installation).RowsAsync(
            "select relname::text, n_live_tup, pg_size_pretty(pg_total_relation_size(relid)) from pg_stat_user_tables order by pg_total_relation_size(relid) desc", cancellation);
        return string.Concat(rows.Select(row => $"{row[0],-24} {row[1],10} rows {row[2],10}\n"));
    }

    private static async Task<string> OutputAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var ran = await new MachineCommand(program, arguments).RunAsync(cancellation);
        return ran.Output + ran.Errors;
    }

    /// <summary>One page that cannot be had must not hide the others.</summary>
    private static async Task<string> TextAsync(Func<Task<string>> read, CancellationToken cancellation)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            return $"This could not be had: {fault.Message}";
        }
    }

    private static IEnumerable<string> SecretsOf(Installation installation) =>
        installation.Settings.Variables.Where(pair => Redactor.IsSecretName(pair.Key)).Select(pair => pair.Value);

    /// <summary>Every value in the environment of our containers; null where the engine cannot be asked.</summary>
    private static async Task<IReadOnlyList<string>?> SecretsOfAppsAsync(Installation installation, CancellationToken cancellation)
    {
        if (await InstallationIdentity.FindAsync(installation, cancellation) is not { } id)
            return [];
        var engine = new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost));
        try
        {
            var containers = await engine.LinesAsync(["container", "ls", "--all", "--quiet", "--filter", $"label={OwnObjects.Label}={id}"], cancellation);
            return containers.Count == 0 ? [] : Values(await engine.LinesAsync(["container", "inspect", "--format", "{{json .Config.Env}}", .. containers], cancellation));
        }
        catch (MachineException)
        {
            return null;
        }
    }

    /// <param name="environments">Each as JSON: <c>["PATH=/bin","DATABASE_URL=postgres://…"]</c></param>
    private static List<string> Values(IEnumerable<string> environments) =>
        [.. environments.SelectMany(line => JsonSerializer.Deserialize(line, DoctorJson.Default.StringArray) ?? [])
            .Select(variable => variable.Split('=', 2)).Where(pair => pair is [not ("PATH" or "HOME" or "PORT"), _]).Select(pair => pair[1])];

    private static async Task WriteAsync(string path, IReadOnlyList<(string Name, string Text)> pages, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        await using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        foreach (var (name, text) in pages)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"seaworthy-report/{name}") { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, ModificationTime = DateTimeOffset.UtcNow, DataStream = content }, cancellation);
        }
    }
}
