using System.CommandLine;
using System.Text.Json;
using Seaworthy.Cli.Host.Checks;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Spectre.Console;

namespace Seaworthy.Cli.Host;

/// <summary>`sea doctor`: what is wrong on this machine, and what to do about it; the exit code is 0 only if nothing has failed.</summary>
public static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON, for scripts." };
        var command = new Command("doctor", "Check all that can be wrong on this machine, and say what to do next") { json };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellation)
    {
        Root.Demand("sea doctor");
        var installation = Installation.AsSetUp();
        if (!installation.Home.Exists)
            throw new NothingInstalledException(installation.Home);
        var diagnosis = await new Doctor(installation, Origin.OfThisProgram()).ExamineAsync(cancellation);
        if (json)
            Terminal.Json(JsonSerializer.SerializeToElement(diagnosis, DoctorJson.Default.Diagnosis));
        else
            Show(diagnosis);
        return diagnosis.IsWell ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Show(Diagnosis diagnosis)
    {
        foreach (var finding in diagnosis.Findings)
        {
            var mark = finding.Level switch { Level.Ok => "[green]ok  [/]", Level.Warn => "[yellow]warn[/]", _ => "[red]fail[/]" };
            Terminal.Results.MarkupLine($"{mark} {Markup.Escape($"{finding.Check}: {finding.Detail}")}");
            if (finding.Next is not null)
                Terminal.Results.MarkupLineInterpolated($"     {finding.Next}");
        }
        var (warned, failed) = (diagnosis.Findings.Count(finding => finding.Level == Level.Warn), diagnosis.Findings.Count(finding => finding.Level == Level.Fail));
        Console.WriteLine(failed + warned == 0 ? "All is well." : $"{failed} failed, {warned} to be looked at.");
    }
}
