using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Routes;

/// <summary>Whose routes somebody asked to be published, and that has not been done.</summary>
internal sealed class OwedRoutes
{
    private readonly Lock gate = new();
    private readonly HashSet<AppId> apps = [];
    private bool everything;

    public bool IsAny
    {
        get
        {
            lock (gate)
                return everything || apps.Count > 0;
        }
    }

    /// <param name="owed">Null: everything.</param>
    public void Add(IReadOnlyCollection<AppId>? owed)
    {
        lock (gate)
        {
            everything |= owed is null;
            apps.UnionWith(owed ?? []);
        }
    }

    /// <summary>Nothing is owed any more.</summary>
    /// <returns>Null: everything was.</returns>
    public IReadOnlyCollection<AppId>? Take()
    {
        lock (gate)
        {
            AppId[]? taken = everything ? null : [.. apps];
            everything = false;
            apps.Clear();
            return taken;
        }
    }
}
