using System.CommandLine;
using System.Text.Json;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Spectre.Console;

namespace Seaworthy.Cli.Host;

/// <summary>`sea status`: what runs and what does not; the exit code is 0 only if all is well.</summary>
public static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON, for scripts." };
        var command = new Command("status", "Show what runs: services, apps, addresses") { json };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellation)
    {
        Root.Demand("sea status");
        var installation = Installation.AsSetUp();
        NotHeeded.Tell(installation);
        var status = await InstallationStatus.ReadAsync(installation, cancellation);
        if (json)
            Terminal.Json(JsonSerializer.SerializeToElement(status, StatusJson.Default.InstallationStatus));
        else
            Show(status);
        return status.IsWell ? 0 : 1;
    }

    private static void Show(InstallationStatus status)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("Service", "State", "Pid", "Up", "Memory", "Version");
        foreach (var service in status.Services)
            table.AddRow(
                service.Name, service.IsWell ? $"[green]{service.State}[/]" : $"[red]{service.State}[/]", service.Pid?.ToString() ?? "",
                service.UptimeSeconds is { } seconds ? Words.Duration(TimeSpan.FromSeconds(seconds)) : "",
                service.MemoryBytes is { } bytes ? Words.Size(bytes) : "", Markup.Escape(service.Version ?? ""));
        Terminal.Results.Write(table);
        Console.WriteLine();
        Console.WriteLine($"Dashboard  {status.DashboardUrl}");
        Console.WriteLine($"Apps       {(status.Apps is { } apps ? $"{apps}, at {status.AppsUrl}" : "unknown, because the server does not answer")}");
        Console.WriteLine($"Data       {status.Home}");
    }
}
