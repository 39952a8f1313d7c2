using System.Collections.Concurrent;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Counting;

/// <summary>Totals of the apps in the table.</summary>
internal sealed class CountsByApp
{
    private readonly ConcurrentDictionary<Guid, AppCounts> apps = new();

    public AppCounts Of(Guid app) => apps.GetOrAdd(app, static _ => new AppCounts());

    public IReadOnlyDictionary<Guid, AppCounters> Report() => apps.ToDictionary(app => app.Key, app => app.Value.Read());

    /// <summary>Drops what <paramref name="table"/> does not know.</summary>
    public void Forget(RouteTable table)
    {
        var known = table.Apps.Select(app => app.App).ToHashSet();
        foreach (var app in apps.Keys)
        {
            if (!known.Contains(app))
                apps.TryRemove(app, out _);
        }
    }
}
