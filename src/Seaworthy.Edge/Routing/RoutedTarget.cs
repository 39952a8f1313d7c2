using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Routing;

/// <summary>Compiled <see cref="Client.Target"/>: an instance as one table sees it.</summary>
/// <param name="Address">As declared.</param>
/// <param name="Live">Outlives the table, as long as the instance is routed or has something in flight.</param>
/// <param name="Pool">Connections to the instance's address.</param>
internal sealed record RoutedTarget(Guid Instance, string Address, LiveTarget Live, UpstreamPool Pool, int Weight);
