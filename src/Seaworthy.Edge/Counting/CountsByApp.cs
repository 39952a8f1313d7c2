using System.Collections.Concurrent;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Counting;

/// <summary>Totals of the apps in the table.</summary>
internal sealed class CountsByApp
{
    private readonly ConcurrentDictionary<Guid, AppCounts> apps = new();

    public AppCounts Of(Guid app) => apps.GetOrAdd(app, static _ => new AppCounts());

    public IReadOnlyDictionary<Guid, AppCounters> Report() => apps.ToDictionary(app => app.Key, app => app.Value.Read());

    /// <summary>Drops apps that have left the table.</summary>
    public void Forget(IEnumerable<Guid> left)
    {
        foreach (var app in left)
            apps.TryRemove(app, out _);
    }
}
