using System.Collections.Immutable;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Routing;

/// <summary>
/// A declared table, free of faults, by app, with what tells whether a change goes together with the rest. Never changes: what a
/// change costs depends on the change, and a refused one leaves no trace.
/// </summary>
internal sealed class DeclaredTable
{
    private DeclaredTable() { }

    public static DeclaredTable Nothing { get; } = new()
    {
        Version = 0,
        ProbeToken = "",
        Apps = ImmutableDictionary<Guid, ImmutableArray<AppRoutes>>.Empty,
        Matches = ImmutableDictionary<string, Guid>.Empty,
        Instances = ImmutableDictionary<Guid, Use>.Empty,
    };

    public required long Version { get; init; }

    public required string ProbeToken { get; init; }

    /// <summary>An app may have several entries; see <see cref="AppRoutes"/>.</summary>
    public required ImmutableDictionary<Guid, ImmutableArray<AppRoutes>> Apps { get; init; }

    /// <summary>Which app has a host and path; see <see cref="KeyOf"/>.</summary>
    public required ImmutableDictionary<string, Guid> Matches { get; init; }

    public required ImmutableDictionary<Guid, Use> Instances { get; init; }

    /// <param name="table">Without faults.</param>
    public static DeclaredTable Of(RouteTable table) => new Draft(Nothing).With(table.Apps).ToTable(table.Version, table.ProbeToken);

    /// <param name="change">Without faults on top of this table.</param>
    public DeclaredTable With(TableChange change)
    {
        var draft = new Draft(this);
        foreach (var app in change.Touched())
            draft.Remove(app);
        return draft.With(change.Apps).ToTable(change.Version, ProbeToken);
    }

    /// <summary>
    /// The same host and path have the same key, as in look-ups: the case of a host does not matter, that of a path does, a final slash
    /// does not.
    /// </summary>
    public static string KeyOf(RouteMatch match) => $"{match.Host.ToLowerInvariant()} {match.PathPrefix.TrimEnd('/')}";

    /// <param name="Count">How many entries lead to the instance.</param>
    internal readonly record struct Use(string Address, int Count);

    private sealed class Draft(DeclaredTable table)
    {
        private readonly ImmutableDictionary<Guid, ImmutableArray<AppRoutes>>.Builder apps = table.Apps.ToBuilder();
        private readonly ImmutableDictionary<string, Guid>.Builder matches = table.Matches.ToBuilder();
        private readonly ImmutableDictionary<Guid, Use>.Builder instances = table.Instances.ToBuilder();

        public void Remove(Guid app)
        {
            if (!apps.TryGetValue(app, out var entries))
                return;
            apps.Remove(app);
            foreach (var entry in entries)
            {
                matches.RemoveRange(entry.Matches.Select(KeyOf));
                foreach (var target in entry.Targets)
                {
                    var use = instances[target.Instance];
                    if (use.Count == 1)
                        instances.Remove(target.Instance);
                    else
                        instances[target.Instance] = use with { Count = use.Count - 1 };
                }
            }
        }

        public Draft With(IReadOnlyList<AppRoutes> added)
        {
            foreach (var entry in added)
            {
                apps[entry.App] = apps.TryGetValue(entry.App, out var entries) ? entries.Add(entry) : [entry];
                foreach (var match in entry.Matches)
                    matches[KeyOf(match)] = entry.App;
                foreach (var target in entry.Targets)
                    instances[target.Instance] = new Use(target.Address, instances.TryGetValue(target.Instance, out var use) ? use.Count + 1 : 1);
            }
            return this;
        }

        public DeclaredTable ToTable(long version, string probeToken) => new()
        {
            Version = version,
            ProbeToken = probeToken,
            Apps = apps.ToImmutable(),
            Matches = matches.ToImmutable(),
            Instances = instances.ToImmutable(),
        };
    }
}

internal static class TableChanges
{
    /// <summary>Every app of which the change says something.</summary>
    public static HashSet<Guid> Touched(this TableChange change) => [.. change.Removed, .. change.Apps.Select(app => app.App)];
}
