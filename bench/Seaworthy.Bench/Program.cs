using Seaworthy.Bench;
using Seaworthy.Bench.Measuring;
using Seaworthy.Bench.Sections;
using Seaworthy.Testing;

// seaworthy-bench PROGRAMS JSON [SECTION…]: the folder of the published programs, the file for the figures, and which sections to run.
(string Name, Func<BenchRun, Task> Run)[] all =
[
    ("deploy", DeploySection.RunAsync),
    ("rollback", RollbackSection.RunAsync),
    ("load", LoadSection.RunAsync),
    ("build", BuildSection.RunAsync),
    ("start", StartSection.RunAsync),
    ("api", ApiSection.RunAsync),
    ("memory", MemorySection.RunAsync),
    ("edge", EdgeSection.RunAsync),
    ("routes", RoutesSection.RunAsync),
];

Checkout.Programs = args[0];
var wanted = args[2..];
if (wanted.Except(all.Select(section => section.Name)).ToList() is { Count: > 0 } unknown)
{
    Console.Error.WriteLine($"There is no section {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(section => section.Name))}.");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
var report = new Report(Console.Out);
var failed = 0;
await using (var bench = new BenchRun(report, stopping.Token))
{
    foreach (var (name, run) in all.Where(section => wanted.Length == 0 || wanted.Contains(section.Name)))
    {
        report.Say(name);
        try
        {
            await run(bench);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The other sections may still be had.
            Console.Error.WriteLine($"{name} could not be measured: {e}");
            failed++;
            await bench.CloseAsync();
        }
    }
}

var machine = MachineFacts.Read();
Console.WriteLine($"\n{machine}\n\n{report.Table()}");
await File.WriteAllTextAsync(args[1], report.Json(machine), CancellationToken.None);
return failed == 0 ? 0 : 1;
