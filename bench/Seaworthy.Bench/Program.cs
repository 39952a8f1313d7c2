using Seaworthy.Bench;
using Seaworthy.Bench.Measuring;
using Seaworthy.Bench.Sections;
using Seaworthy.Machine.Testing;
using Seaworthy.Testing;

// seaworthy-bench PROGRAMS JSON [SECTION…]: the folder of the published programs, the file for the figures, and which sections to run; sea bench has checked their names.
Checkout.Programs = args[0];
var wanted = args[2..];

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
    foreach (var section in Enum.GetValues<BenchSection>())
    {
        var name = BenchSections.Name(section);
        if (wanted.Length > 0 && !wanted.Contains(name))
            continue;
        report.Say(name);
        try
        {
            await RunAsync(section, bench);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C: what was measured so far is told.
            failed++;
            break;
        }
        catch (Exception e)
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

static Task RunAsync(BenchSection section, BenchRun bench) => section switch
{
    BenchSection.Deploy => DeploySection.RunAsync(bench),
    BenchSection.Rollback => RollbackSection.RunAsync(bench),
    BenchSection.Load => LoadSection.RunAsync(bench),
    BenchSection.Build => BuildSection.RunAsync(bench),
    BenchSection.Start => StartSection.RunAsync(bench),
    BenchSection.Api => ApiSection.RunAsync(bench),
    BenchSection.Memory => MemorySection.RunAsync(bench),
    BenchSection.Networks => NetworksSection.RunAsync(bench),
    BenchSection.Edge => EdgeSection.RunAsync(bench),
    BenchSection.Routes => RoutesSection.RunAsync(bench),
    _ => throw new ArgumentOutOfRangeException(nameof(section), section, "Nobody measures it."),
};
