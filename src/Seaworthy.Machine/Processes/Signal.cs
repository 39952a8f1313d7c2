namespace Seaworthy.Machine.Processes;

public static class Signal
{
    /// <param name="name">Without its SIG: "TERM", "KILL".</param>
    /// <remarks>A process that ended in the meantime is no failure: it is where the signal was to bring it.</remarks>
    public static async Task SendAsync(ProcessIdentity process, string name, CancellationToken cancellation)
    {
        if (process.IsRunning)
            await new Command("kill", "-s", name, "--", $"{process.Id}").RunAsync(cancellation);
    }
}
