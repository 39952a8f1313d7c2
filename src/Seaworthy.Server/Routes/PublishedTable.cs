using System.Collections.Immutable;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Routes;

/// <summary>The table that the edge was given last, by app.</summary>
public sealed record PublishedTable(long Version, ImmutableDictionary<Guid, AppRoutes> Apps)
{
    public static PublishedTable Of(RouteTable table) => new(table.Version, table.Apps.ToImmutableDictionary(app => app.App));

    /// <summary>Null: the table has no such app.</summary>
    public AppRoutes? Of(AppId app) => Apps.GetValueOrDefault(app.Value);

    public PublishedTable With(TableChange change) =>
        new(change.Version, Apps.RemoveRange(change.Removed).SetItems(change.Apps.Select(app => KeyValuePair.Create(app.App, app))));

    /// <summary>What has to change for these apps to be as computed. Those that were not computed leave the table; others stay.</summary>
    /// <param name="among">Apps that were looked at.</param>
    /// <returns>Null: nothing. Its version is to be given.</returns>
    public TableChange? ChangeTo(IReadOnlyCollection<AppRoutes> computed, IEnumerable<Guid> among)
    {
        var known = computed.Select(app => app.App).ToHashSet();
        var change = new TableChange
        {
            Base = Version,
            Version = 0,
            Apps = [.. computed.Where(app => !Apps.TryGetValue(app.App, out var before) || !IsSame(before, app))],
            Removed = [.. among.Where(app => Apps.ContainsKey(app) && !known.Contains(app)).Distinct()],
        };
        return change is { Apps.Count: 0, Removed.Count: 0 } ? null : change;
    }

    private static bool IsSame(AppRoutes one, AppRoutes other) =>
        one.Name == other.Name && one.State == other.State && one.Matches.SequenceEqual(other.Matches) && one.Targets.SequenceEqual(other.Targets);
}
