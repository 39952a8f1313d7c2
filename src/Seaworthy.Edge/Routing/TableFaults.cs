using System.Net;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Routing;

/// <summary>Everything that is wrong with a declared table, by field (<c>apps[0].matches[1].host</c>). Empty: it can be compiled.</summary>
internal sealed class TableFaults
{
    private readonly Dictionary<string, List<string>> faults = [];
    private readonly Dictionary<string, (Guid App, Place Field)> matches = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Guid, (string Address, Place Field)> instances = [];

    private TableFaults() { }

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(RouteTable table)
    {
        var found = new TableFaults();
        if (table.Version < 1)
            found.Add("version", "must be at least 1.");
        for (var i = 0; i < table.Apps.Count; i++)
            found.Check(table.Apps[i], new Place(i));
        return found.faults.ToDictionary(fault => fault.Key, IReadOnlyList<string> (fault) => fault.Value);
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
        if (!matches.TryAdd($"{match.Host} {match.PathPrefix.TrimEnd('/')}", (app, field)))
        {
            var (other, at) = matches[$"{match.Host} {match.PathPrefix.TrimEnd('/')}"];
            Add($"{field}", $"{match.Host}{match.PathPrefix} already belongs to app {other} ({at}).");
        }
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
    }

    private static bool IsPrefix(string prefix) =>
        prefix is ['/', ..] and { Length: <= 1024 }
        && !prefix.AsSpan().ContainsAny("?#%\\") && !prefix.Any(char.IsControl) && !prefix.Contains("//", StringComparison.Ordinal)
        && !prefix.Split('/').Any(segment => segment is "." or "..");

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
