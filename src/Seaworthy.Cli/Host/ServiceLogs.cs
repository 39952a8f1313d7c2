using Seaworthy.Machine;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>Where the words of the services are to be read.</summary>
public static class ServiceLogs
{
    /// <summary>Enough to hold a fatal error whole: what went wrong stands above where it did.</summary>
    private const int TailLines = 40;

    /// <summary>The program that shows a service's log: `journalctl` under systemd, `tail` on its file elsewhere.</summary>
    public static Command Reader(Installation installation, string log, int lines, bool follow)
    {
        var isService = Service.All.Any(service => service.Name == log);
        if (isService && installation.Supervisor is Systemd)
        {
            var unit = log == Service.Docker.Name ? "docker.service" : SystemdUnit.NameOf(installation.Home, log);
            return new Command("journalctl", ["--unit", unit, "--lines", $"{lines}", follow ? "--follow" : "--no-pager"]);
        }
        return new Command("tail", ["--lines", $"{lines}", follow ? "--follow=name" : "--quiet", "--", installation.Home.Log(log)]);
    }

    public static async Task<string> TailAsync(Installation installation, Service service, CancellationToken cancellation) =>
        (await Reader(installation, service.Name, TailLines, follow: false).RunAsync(cancellation)).Output.TrimEnd();
}
