using System.Collections.Concurrent;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Runs;

/// <summary>
/// How many clients of this server are attached to each run. In memory only: after a restart there are none, and who comes back within
/// the grace finds the run as it was left.
/// </summary>
public sealed class RunClients
{
    private readonly ConcurrentDictionary<RunId, int> counts = new();

    public bool Any(RunId run) => counts.ContainsKey(run);

    /// <summary>Until what is returned is disposed.</summary>
    public IDisposable Add(RunId run)
    {
        counts.AddOrUpdate(run, 1, (_, count) => count + 1);
        return new Client(this, run);
    }

    private void Remove(RunId run)
    {
        while (counts.TryGetValue(run, out var count))
        {
            if (count > 1 ? counts.TryUpdate(run, count - 1, count) : counts.TryRemove(KeyValuePair.Create(run, count)))
                return;
        }
    }

    private sealed class Client(RunClients clients, RunId run) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                clients.Remove(run);
        }
    }
}
