using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Testing;

/// <summary>Builds and runs test projects, each as a process of its own with a deadline.</summary>
public sealed class TestRunner(Checkout checkout, TestEnvironment environment, bool isLong)
{
    public const string Configuration = "Release";

    private TimeSpan Deadline(TestProject project) => (project.RunsAlone, isLong) switch
    {
        (_, true) => TimeSpan.FromHours(1),
        (true, false) => TimeSpan.FromMinutes(25),
        _ => TimeSpan.FromMinutes(10),
    };

    /// <summary>Builds the whole solution, or only the projects wanted.</summary>
    public static async Task BuildAsync(IReadOnlyList<string> targets, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            var built = await DotNet.Command("build", target, "--configuration", Configuration, "--tl:off", "--verbosity", "quiet", "-p:UseSharedCompilation=false")
                .RunAsync(cancellation);
            if (!built.Succeeded)
                throw new BuildFailedException(Path.GetFileName(target), built);
        }
    }

    public async Task<TestOutcome> RunAsync(TestProject project, CancellationToken cancellation)
    {
        Directory.CreateDirectory(checkout.TestResults);
        var report = Path.Combine(checkout.TestResults, project.Name + ".xml");
        File.Delete(report);
        var command = new Command(
            project.Executable(Configuration),
            "--results-directory", checkout.TestResults, "--report-xunit", "--report-xunit-filename", Path.GetFileName(report),
            "--no-progress", "--no-ansi")
        {
            WorkingDirectory = project.Folder,
            Environment = environment.Variables(isLong),
            Deadline = Deadline(project),
        };
        var ran = await command.RunAsync(cancellation);
        var output = ran.Output + ran.Errors;
        await File.WriteAllTextAsync(Path.Combine(checkout.TestResults, project.Name + ".log"), output, cancellation);
        var counts = TestCounts.FromReport(report);
        return new TestOutcome(
            project, counts ?? default, ran.Duration, TestOutcome.FindTrouble(ran.ExitCode, counts, command.Deadline), output);
    }
}
