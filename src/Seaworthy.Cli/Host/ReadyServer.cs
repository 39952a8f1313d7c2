using System.Diagnostics;
using Seaworthy.Client;
using Seaworthy.Machine;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>Waits until the server says that it is ready, and tells why it is not.</summary>
public static class ReadyServer
{
    private static readonly TimeSpan deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A server that ended this often will end again.</summary>
    private const int HopelessEnds = 3;

    /// <summary>So long no process of it was there in all: what its keeper waits around three ends. One that ends at once is hardly ever seen itself.</summary>
    private static readonly TimeSpan hopelessAbsence = TimeSpan.FromSeconds(6);

    public static async Task WaitAsync(SeaworthyClient client, Installation installation, IStep step, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var processes = new HashSet<ProcessIdentity>();
        var absent = TimeSpan.Zero;
        var last = "it does not answer";
        while (true)
        {
            var readiness = await client.Server.ReadyAsync(cancellation);
            if (readiness is { IsReady: true })
                return;
            if (readiness is not null && readiness.Text != last)
                step.Doing(last = readiness.Text);

            if ((await installation.Supervisor.ObserveAsync(Service.Server, cancellation)).Process is { } process)
                processes.Add(process);
            else
                absent += pause;
            var isHopeless = processes.Count > HopelessEnds || absent > hopelessAbsence;
            if (isHopeless || Stopwatch.GetElapsedTime(started) > deadline)
                throw new ServerNotReadyException(isHopeless ? "it ends again and again" : last, await ServiceLogs.TailAsync(installation, Service.Server, cancellation));
            await Task.Delay(pause, cancellation);
        }
    }
}

public sealed class ServerNotReadyException(string reason, string logTail) : MachineException(
    $"The server was started but is not ready: {reason}. Apps go on answering. The last lines of its log (./sea logs server shows all):\n{logTail}");
