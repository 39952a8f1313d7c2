using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Backups;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Cli.Host;

/// <summary>`sea backup`: everything that cannot be made again, in one file, while everything runs.</summary>
public static class BackupCommand
{
    private const string StandardOutput = "-";

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "Where to write it; backups/ in the data directory by default, - for standard output.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o") { Description = "The same as FILE." };
        var command = new Command("backup", "Write database, keys, settings and certificates to one file, while everything runs") { file, output };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(output) ?? result.GetValue(file), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? file, CancellationToken cancellation)
    {
        Root.Demand("sea backup");
        var origin = Origin.OfThisProgram();
        var installation = Installation.AsSetUp();
        if (!installation.Home.Exists)
            throw new NothingInstalledException(installation.Home);
        var writer = new BackupWriter(installation, origin, TimeProvider.System);
        var steps = Steps.ForThisTerminal();
        if (file == StandardOutput)
        {
            if (!Console.IsOutputRedirected)
                throw new UsageException("A backup is not written to a terminal: redirect the output, as in sea backup - > FILE.");
            await using var output = Console.OpenStandardOutput();
            await steps.RunAsync<BackupManifest>("Backing up", step => writer.WriteAsync(output, step, cancellation));
            return ExitCodes.Ok;
        }
        file = Path.GetFullPath(file ?? Path.Combine(installation.Home.Backups, BackupWriter.FileName($"seaworthy-{Environment.MachineName}", TimeProvider.System)));
        await steps.RunAsync("Backing up", async step =>
        {
            var manifest = await writer.WriteAsync(file, step, cancellation);
            step.Done($"{manifest.Parts.Count} parts, {Words.Size(new FileInfo(file).Length)}");
        });
        steps.Say($"{BackupContents.NotIncluded}\nIt holds the keys that open every secret: keep it where nobody else can read it. {origin.Call} restore FILE brings it back.");
        Console.WriteLine(file);
        return ExitCodes.Ok;
    }
}
