using System.Globalization;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// The kernel remembers who answers at which address in one table for the whole machine, namespaces of containers included: about two places for each container.
/// It ends at 1,024 by default, and where it is full, nobody new is reached: the five hundredth app never becomes healthy, and those of
/// others on this machine neither. The limits are raised when the server starts, never lowered, and are the kernel's own again after a reboot.
/// </summary>
public sealed partial class NeighbourTable(ILogger<NeighbourTable> logger) : IHostedService
{
    private const string Folder = "/proc/sys/net/ipv4/neigh/default";

    /// <summary>
    /// Up to the first, nothing is forgotten; over the second, only for five seconds; the third is the end. Room for several thousand containers, and at most
    /// some 8 MB of the kernel's memory.
    /// </summary>
    private static readonly (string Name, int Least)[] limits = [("gc_thresh3", 16_384), ("gc_thresh2", 8_192), ("gc_thresh1", 4_096)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Raise(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            NotRaised(logger, e.Message);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="folder">Where the kernel shows its limits; in another network namespace than the machine's own it shows none.</param>
    public static void Raise(string folder = Folder)
    {
        foreach (var (name, least) in limits)
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file) && int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) < least)
                File.WriteAllText(file, least.ToString(CultureInfo.InvariantCulture));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The kernel's table of neighbours could not be made larger, so it may be full with some five hundred containers: {Reason}")]
    private static partial void NotRaised(ILogger logger, string reason);
}
