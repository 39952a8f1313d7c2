using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Output;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Testing;
using Command = System.CommandLine.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea torture`: random changes under random faults, on an installation of its own, for as long as asked.</summary>
public static class TortureCommand
{
    private const string Project = "Seaworthy.SystemTests";

    public static Command Create()
    {
        var minutes = new Option<int>("--minutes", "-m") { Description = "How long; what has begun by then is finished.", DefaultValueFactory = _ => 60, HelpName = "minutes" };
        var seed = new Option<int?>("--seed") { Description = "Repeat the changes and faults of an earlier run.", HelpName = "number" };
        var command = new Command("torture", "Change apps at random under random faults, and check that nothing is lost") { minutes, seed };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(minutes), result.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int minutes, int seed, CancellationToken cancellation)
    {
        Root.Demand("sea torture");
        var checkout = Checkout.FromEnvironment();
        var steps = Steps.ForThisTerminal();
        await new PackageInstaller(steps, Path.Combine(checkout.TestResults, "install.log")).EnsureAsync(Needs.OfTests, cancellation);
        await using var engine = await steps.RunAsync("Docker Engine", _ => TestEngine.FindOrStartAsync(cancellation));
        await using var postgres = await steps.RunAsync("PostgreSQL of the tests' own", _ => ThrowAwayCluster.StartAsync(cancellation));
        var project = TestProject.Find(checkout.At("tests"), Project).Single();
        await steps.RunAsync("Building", _ => TestRunner.BuildAsync([project.ProjectFile], cancellation));

        Console.WriteLine($"Torturing for {minutes} minutes from seed {seed}; the logs of its parts are in artifacts/tests.");
        return await Foreground.RunAsync(
            new Machine.Processes.Command(project.Executable(TestRunner.Configuration), "--no-ansi", "--no-progress", "--filter-class", "*.TortureTests")
            {
                Environment = new Dictionary<string, string?>(new TestEnvironment(postgres.Spec).Variables(isLong: true))
                {
                    ["SEAWORTHY_TORTURE_MINUTES"] = minutes.ToString(CultureInfo.InvariantCulture),
                    ["SEAWORTHY_TORTURE_SEED"] = seed.ToString(CultureInfo.InvariantCulture),
                },
            },
            Foreground.TimeToTidyUp, cancellation);
    }
}
