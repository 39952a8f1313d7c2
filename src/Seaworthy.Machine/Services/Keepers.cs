using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>
/// Supervision where no systemd runs: for each service one keeper (keep.sh) in a session of its own, so that neither the end of
/// the terminal nor that of another service ends it.
/// </summary>
public sealed class Keepers(SeaworthyHome home, TimeProvider time) : ISupervisor
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    public string Name => "keepers";

    private string Script => Path.Combine(home.Bin, "keep");

    public Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation) => Task.FromResult(Observe(service));

    public async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var service = spec.Service;
        if (Observe(service).IsKept)
            return;
        InstallScript();
        File.WriteAllText(
            Path.Combine(home.Run, $"{service.Name}.command"),
            string.Concat(new[] { service.StopSignal, spec.Command.Program }.Concat(spec.Command.Arguments).Select(text => text + '\0')));
        var keeper = new Command("setsid", "--fork", "/bin/bash", Script, service.Name, home.Run, home.Log(service.Name))
        {
            Environment = ServiceEnvironment.Of(spec, inherited: Environment.GetEnvironmentVariables()),
        };
        var started = await keeper.RunAsync(cancellation);
        started.OrThrow($"{service.Title} could not be started", $"See {home.Log(service.Name)}.");
        await Wait.UntilAsync(() => Observe(service) is { IsKept: true, Process: not null }, StartDeadline, time, cancellation);
    }

    public async Task StopAsync(Service service, CancellationToken cancellation)
    {
        // The keeper passes the stop signal on; without a keeper the program gets it itself.
        if (Identity(service, "keeper") is { } keeper)
            await Signal.SendAsync(keeper, "TERM", cancellation);
        else if (Identity(service, "pid") is { } program)
            await Signal.SendAsync(program, service.StopSignal, cancellation);

        if (await Wait.UntilAsync(() => Observe(service) is { IsKept: false, Process: null }, service.StopGrace, time, cancellation))
            return;
        foreach (var process in new[] { Identity(service, "keeper"), Identity(service, "pid") }.OfType<ProcessIdentity>())
            await Signal.SendAsync(process, "KILL", cancellation);
        await Wait.UntilAsync(() => Observe(service) is { IsKept: false, Process: null }, StartDeadline, time, cancellation);
    }

    public Task RemoveAsync(Service service, CancellationToken cancellation)
    {
        foreach (var kind in new[] { "command", "pid", "keeper", "lock" })
            File.Delete(Path.Combine(home.Run, $"{service.Name}.{kind}"));
        return Task.CompletedTask;
    }

    private ServiceObserved Observe(Service service) =>
        new(service, Identity(service, "pid"), IsKept: Identity(service, "keeper") is not null);

    /// <summary>Reads a file "pid start-time"; null when that very process does not run any more.</summary>
    private ProcessIdentity? Identity(Service service, string kind)
    {
        string[] words;
        try
        {
            words = File.ReadAllText(Path.Combine(home.Run, $"{service.Name}.{kind}")).Split(' ', StringSplitOptions.TrimEntries);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // A keeper that ends takes its files with it, at any moment.
            return null;
        }
        return words.Length == 2 && int.TryParse(words[0], out var id) && long.TryParse(words[1], out var start)
            && new ProcessIdentity(id, start) is { IsRunning: true } process ? process : null;
    }

    /// <summary>Replaced in one step: keepers that run go on reading the old file.</summary>
    private void InstallScript()
    {
        using var script = typeof(Keepers).Assembly.GetManifestResourceStream("keep.sh")!;
        var fresh = Script + ".new";
        using (var file = File.Create(fresh))
            script.CopyTo(file);
        File.Move(fresh, Script, overwrite: true);
    }
}
