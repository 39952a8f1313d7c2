using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;

namespace Seaworthy.Edge.Routing;

/// <summary>Compiled <see cref="AppRoutes"/>: what a request that matched needs to go on.</summary>
/// <param name="encryptedOnly">See <see cref="RouteMatch.RedirectToHttps"/>.</param>
internal sealed class Route(AppRoutes declared, RoutedTarget[] targets, AppCounts counts, bool encryptedOnly)
{
    public Guid App => declared.App;

    public string Name => declared.Name;

    public AppState State => declared.State;

    public RoutedTarget[] Targets => targets;

    public AppCounts Counts => counts;

    public bool EncryptedOnly => encryptedOnly;
}
