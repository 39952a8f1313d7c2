using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packaging;
using Seaworthy.Machine.Upgrades;

namespace Seaworthy.Cli.Host;

/// <summary>`sea package`: what a machine without sources and without an SDK is installed from.</summary>
public static class PackageCommand
{
    private static readonly string[] runtimes = ["linux-x64", "linux-arm64"];

    public static Command Create()
    {
        var runtime = new Option<string>("--runtime") { Description = string.Join(" or ", runtimes) + "; that of this machine by default.", DefaultValueFactory = _ => PackageVersions.Runtime };
        runtime.AcceptOnlyFromAmong(runtimes);
        var output = new Option<string?>("--output", "-o") { Description = "The folder to put it into; artifacts/package by default." };
        var command = new Command("package", "Make a package for machines without sources and SDK") { runtime, output };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(runtime)!, result.GetValue(output), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string runtime, string? output, CancellationToken cancellation)
    {
        var checkout = Checkout.FromEnvironment();
        var steps = Steps.ForThisTerminal();
        var archive = await steps.RunAsync($"Packaging for {runtime}", async step =>
        {
            var made = await new PackageMaker(checkout, runtime).MakeAsync(Path.GetFullPath(output ?? checkout.At("artifacts", "package")), step, cancellation);
            step.Done(Words.Size(new FileInfo(made).Length));
            return made;
        });
        steps.Say($"SHA256SUMS and {PackageMaker.Installer} lie beside it. On the other machine, with the three in one folder: sudo sh {PackageMaker.Installer}");
        Console.WriteLine(archive);
        return ExitCodes.Ok;
    }
}
