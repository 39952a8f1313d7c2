using System.Net;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Routing;

/// <summary>Everything that is wrong with a declared table, by field (<c>apps[0].matches[1].host</c>). Empty: it can be compiled.</summary>
internal sealed class TableFaults
{
    private readonly Dictionary<string, List<string>> faults = [];
    private readonly Dictionary<string, (Guid App, Place Field)> matches = [];
    private readonly Dictionary<Guid, (string Address, Place Field)> instances = [];

    /// <summary>What a change leaves as it is; null: nothing.</summary>
    private readonly Rest? rest;

    private TableFaults(Rest? rest) => this.rest = rest;

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(RouteTable table)
    {
        var found = new TableFaults(rest: null);
        if (table.Version < 1)
            found.Add("version", "must be at least 1.");
        found.Check(table.Apps);
        return found.ToDictionary();
    }

    /// <summary>As of the whole table that would come of it, and whatever shows that the two sides do not mean the same table.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(TableChange change, DeclaredTable current)
    {
        if (change.Apps.Any(app => app is null))
            return Of(new RouteTable { Version = 1, ProbeToken = "", Apps = change.Apps });
        var found = new TableFaults(new Rest(current, change.Touched()));
        if (change.Version <= change.Base)
            found.Add("version", "must be more than that of the base.");
        found.Check(change.Apps);
        found.Check(change, current);
        return found.ToDictionary();
    }

    private Dictionary<string, IReadOnlyList<string>> ToDictionary() => faults.ToDictionary(fault => fault.Key, IReadOnlyList<string> (fault) => fault.Value);

    private void Check(TableChange change, DeclaredTable current)
    {
        var changed = change.Apps.Select(app => app.App).ToHashSet();
        var removed = new HashSet<Guid>();
        for (var i = 0; i < change.Removed.Count; i++)
        {
            var app = change.Removed[i];
            if (!removed.Add(app))
                Add($"removed[{i}]", $"{app} is listed twice.");
            else if (changed.Contains(app))
                Add($"removed[{i}]", $"{app} is among the changed apps too.");
            else if (!current.Apps.ContainsKey(app))
                Add($"removed[{i}]", $"the table has no app {app}.");
        }
    }

    private void Check(IReadOnlyList<AppRoutes> apps)
    {
        for (var i = 0; i < apps.Count; i++)
            Check(apps[i], new Place(i));
    }

    private void Check(AppRoutes? app, Place field)
    {
        if (app is null)
        {
            Add($"{field}", "must not be null.");
            return;
        }
        if (!Enum.IsDefined(app.State))
            Add($"{field}.state", "is not a state of an app.");
        for (var i = 0; i < app.Matches.Count; i++)
            Check(app.App, app.Matches[i], field with { Match = i });
        var own = new HashSet<Guid>();
        for (var i = 0; i < app.Targets.Count; i++)
            Check(app.Targets[i], own, field with { Target = i });
    }

    private void Check(Guid app, RouteMatch? match, Place field)
    {
        if (match is null)
        {
            Add($"{field}", "must not be null.");
            return;
        }
        if (!HostName.IsValid(match.Host))
            Add($"{field}.host", "must be a host name such as app.example.com or *.example.com.");
        if (!IsPrefix(match.PathPrefix))
            Add($"{field}.path_prefix", "must be a plain path that begins with a slash, such as /api.");
        var key = DeclaredTable.KeyOf(match);
        if (!matches.TryAdd(key, (app, field)))
            Add($"{field}", $"{match.Host}{match.PathPrefix} already belongs to app {matches[key].App} ({matches[key].Field}).");
        else if (rest?.OwnerOf(key) is { } owner)
            Add($"{field}", $"{match.Host}{match.PathPrefix} already belongs to app {owner}, which stays as it is.");
    }

    private void Check(Target? target, HashSet<Guid> own, Place field)
    {
        if (target is null)
        {
            Add($"{field}", "must not be null.");
            return;
        }
        if (!IPEndPoint.TryParse(target.Address, out var address) || address.Port == 0)
            Add($"{field}.address", "must be an IP address and port such as 10.1.2.3:8080.");
        if (target.Weight is < 1 or > 1000)
            Add($"{field}.weight", "must be between 1 and 1000.");
        if (!own.Add(target.Instance))
            Add($"{field}.instance", $"{target.Instance} is listed twice for this app.");
        else if (!instances.TryAdd(target.Instance, (target.Address, field)) && instances[target.Instance].Address != target.Address)
            Add($"{field}.instance", $"{target.Instance} has another address in {instances[target.Instance].Field}.");
        else if (rest?.AddressOf(target.Instance) is { } known && known != target.Address)
            Add($"{field}.instance", $"{target.Instance} has another address, {known}, in an app that stays as it is.");
    }

    private static bool IsPrefix(string prefix) =>
        prefix is ['/', ..] and { Length: <= 1024 }
        && !prefix.AsSpan().ContainsAny("?#%\\") && !prefix.Any(char.IsControl) && !prefix.Contains("//", StringComparison.Ordinal)
        && !prefix.Split('/').Any(segment => segment is "." or "..");

    /// <summary>A table without the apps that a change touches.</summary>
    private sealed class Rest(DeclaredTable table, IReadOnlySet<Guid> touched)
    {
        private readonly Dictionary<Guid, int> touchedUses = touched
            .SelectMany(app => table.Apps.TryGetValue(app, out var entries) ? entries : [])
            .SelectMany(entry => entry.Targets).CountBy(target => target.Instance).ToDictionary();

        public Guid? OwnerOf(string key) => table.Matches.TryGetValue(key, out var app) && !touched.Contains(app) ? app : null;

        public string? AddressOf(Guid instance) =>
            table.Instances.TryGetValue(instance, out var use) && use.Count > touchedUses.GetValueOrDefault(instance) ? use.Address : null;
    }

    /// <summary>Made into text only where something is wrong.</summary>
    private readonly record struct Place(int App, int? Match = null, int? Target = null)
    {
        public override string ToString() =>
            Match is { } match ? $"apps[{App}].matches[{match}]" : Target is { } target ? $"apps[{App}].targets[{target}]" : $"apps[{App}]";
    }

    private void Add(string field, string message)
    {
        if (!faults.TryGetValue(field, out var messages))
            faults[field] = messages = [];
        messages.Add(message);
    }
}
