using System.Diagnostics;

namespace Seaworthy.Client.Transport;

/// <summary>One stretch of time in which the server is away: told once when it begins and once when it ends.</summary>
internal sealed class Absence(Patience patience, ServerAddress address)
{
    private long? since;
    private int attempts;

    public bool HasBegun => since is not null;

    /// <summary>Waits a little before the next attempt.</summary>
    /// <returns>False when it has lasted as long as it may.</returns>
    public async Task<bool> WaitAsync(ApiException trouble, CancellationToken cancellation)
    {
        if (since is null)
        {
            if (patience.Limit <= TimeSpan.Zero)
                return false;
            since = Stopwatch.GetTimestamp();
            patience.Tell($"The server at {address.Name} is away ({trouble.Detail.TrimEnd('.')}). Trying again for up to {patience.Limit.TotalSeconds:0} s …");
        }
        if (Stopwatch.GetElapsedTime(since.Value) >= patience.Limit)
            return false;
        await Task.Delay(Patience.Pause(attempts++), cancellation);
        return true;
    }

    public void IsOver()
    {
        if (since is null)
            return;
        patience.Tell("The server answers again.");
        since = null;
        attempts = 0;
    }
}
