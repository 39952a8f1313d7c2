using Seaworthy.Client;

namespace Seaworthy.Cli.Operating;

/// <summary>What people call the apps that events name by their ids; asked for once, and again when an app comes up that was not there then.</summary>
public sealed class SlugsById(SeaworthyClient client)
{
    private readonly Dictionary<Guid, string> known = [];

    /// <returns>The slug; the id of an app that is deleted.</returns>
    public async Task<string> OfAsync(Guid id, CancellationToken cancellation)
    {
        if (known.TryGetValue(id, out var slug))
            return slug;
        foreach (var app in await client.Apps.List().SendAsync(cancellation))
            known[app.Id] = app.Slug;
        known.TryAdd(id, id.ToString());
        return known[id];
    }
}
