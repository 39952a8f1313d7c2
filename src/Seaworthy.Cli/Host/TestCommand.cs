using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Testing;
using Spectre.Console;

namespace Seaworthy.Cli.Host;

/// <summary>`sea test`: everything that tests need, then the tests, then one line that sums up.</summary>
public static class TestCommand
{
    /// <summary>Test projects that run side by side; each of them is parallel in itself too.</summary>
    private static readonly int SideBySide = Math.Max(2, Environment.ProcessorCount / 2);

    public static Command Create()
    {
        var filter = new Argument<string?>("project") { Description = "Only projects whose name contains this.", Arity = ArgumentArity.ZeroOrOne };
        var isLong = new Option<bool>("--long") { Description = "Also the tests that take long." };
        var command = new Command("test", "Build everything and run all tests, beside a live installation") { filter, isLong };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(filter), result.GetValue(isLong), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? filter, bool isLong, CancellationToken cancellation)
    {
        var checkout = Checkout.FromEnvironment();
        var projects = TestProject.Find(checkout.At("tests"), filter);
        if (projects.Count == 0)
        {
            Terminal.Fail($"No test project's name contains \"{filter}\".");
            return 2;
        }

        var steps = Steps.ForThisTerminal();
        await new PackageInstaller(steps, Path.Combine(checkout.TestResults, "install.log")).EnsureAsync(Needs.OfTests, cancellation);
        await using var engine = await steps.RunAsync("Docker Engine", async step =>
        {
            var found = await TestEngine.FindOrStartAsync(cancellation);
            step.Done(found.Engine.Version);
            return found;
        });
        await using var postgres = await steps.RunAsync("PostgreSQL of the tests' own", _ => ThrowAwayCluster.StartAsync(cancellation));
        var runner = new TestRunner(checkout, new TestEnvironment(postgres.Spec), isLong);
        IReadOnlyList<string> targets = filter is null ? [checkout.Solution] : [.. projects.Select(project => project.ProjectFile)];
        await steps.RunAsync("Building", _ => TestRunner.BuildAsync(targets, cancellation));

        var outcomes = await RunAllAsync(runner, projects, cancellation);
        Console.WriteLine(outcomes.Aggregate(default(TestCounts), (sum, outcome) => sum + outcome.Weight));
        return outcomes.All(outcome => outcome.Succeeded) ? 0 : 1;
    }

    private static async Task<IReadOnlyList<TestOutcome>> RunAllAsync(
        TestRunner runner, IReadOnlyList<TestProject> projects, CancellationToken cancellation)
    {
        var outcomes = new List<TestOutcome>();
        foreach (var (wave, width) in new[] { (projects.Where(project => !project.RunsAlone), SideBySide), (projects.Where(project => project.RunsAlone), 1) })
            await Parallel.ForEachAsync(wave, new ParallelOptions { MaxDegreeOfParallelism = width, CancellationToken = cancellation }, async (project, token) =>
            {
                var outcome = await runner.RunAsync(project, token);
                lock (outcomes)
                {
                    outcomes.Add(outcome);
                    Show(outcome);
                }
            });
        return outcomes;
    }

    private static void Show(TestOutcome outcome)
    {
        var mark = outcome.Succeeded ? "[green]✓[/]" : "[red]✗[/]";
        Terminal.Results.MarkupLine($"{mark} {outcome.Project.Name}: {outcome.Trouble ?? outcome.Counts.ToString()} [grey]({Words.Duration(outcome.Duration)})[/]");
        if (!outcome.Succeeded)
            Console.WriteLine(outcome.Output);
    }
}
