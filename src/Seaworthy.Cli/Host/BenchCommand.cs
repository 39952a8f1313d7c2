using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Testing;
using Command = System.CommandLine.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea bench`: measures an installation of its own, beside whatever else runs here, and prints a table.</summary>
public static class BenchCommand
{
    public static Command Create()
    {
        var sections = new Argument<string[]>("section")
        {
            Description = $"Only these: {string.Join(", ", BenchSections.Names)}.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        sections.AcceptOnlyFromAmong(BenchSections.Names);
        var json = new Option<string?>("--json") { Description = "The file for the figures; artifacts/bench.json by default." };
        var command = new Command("bench", "Measure speed and size against floors of the same run") { sections, json };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(sections) ?? [], result.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> sections, string? json, CancellationToken cancellation)
    {
        Root.Demand("sea bench");
        var checkout = Checkout.FromEnvironment();
        var steps = Steps.ForThisTerminal();
        await new PackageInstaller(steps, Path.Combine(checkout.TestResults, "install.log")).EnsureAsync(Needs.OfBench, cancellation);
        await using var engine = await steps.RunAsync("Docker Engine", _ => TestEngine.FindOrStartAsync(cancellation));

        // Published as in an installation: what is measured is what runs.
        var home = new SeaworthyHome(checkout.At("artifacts", "bench"));
        home.Prepare();
        var publisher = Publisher.For(checkout, home);
        foreach (var part in new[] { Part.Edge, Part.Server })
            await steps.RunAsync($"Seaworthy's {part.Name}", step => publisher.PublishAsync(part, step, cancellation));

        const string Project = "Seaworthy.Bench";
        var folder = checkout.At("bench", Project);
        await steps.RunAsync("Building the bench", _ => TestRunner.BuildAsync([Path.Combine(folder, $"{Project}.csproj")], cancellation));
        var bench = new TestProject(Project, folder).Executable(TestRunner.Configuration);
        return await Foreground.RunAsync(new Machine.Processes.Command(bench, [home.Bin, json ?? checkout.At("artifacts", "bench.json"), .. sections]), Foreground.TimeToTidyUp, cancellation);
    }
}
