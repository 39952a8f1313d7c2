using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.HandingOver;

/// <summary>What two processes have counted, as one edge's counts.</summary>
internal static class Totals
{
    /// <param name="own">Tells which apps there are, and which instances are routed.</param>
    /// <param name="withInFlight">The other one still runs.</param>
    public static EdgeStatus Of(EdgeStatus own, EdgeStatus other, bool withInFlight) => own with
    {
        StartedAt = other.StartedAt < own.StartedAt ? other.StartedAt : own.StartedAt,
        Targets = withInFlight ? Add(own.Targets, other.Targets) : own.Targets,
        Apps = own.Apps?.ToDictionary(app => app.Key, app => other.Apps?.GetValueOrDefault(app.Key) is { } more ? Add(app.Value, more) : app.Value),
    };

    private static Dictionary<Guid, TargetStatus> Add(IReadOnlyDictionary<Guid, TargetStatus> own, IReadOnlyDictionary<Guid, TargetStatus> other)
    {
        var sum = new Dictionary<Guid, TargetStatus>(own);
        foreach (var (instance, more) in other)
        {
            if (sum.TryGetValue(instance, out var known))
                sum[instance] = new TargetStatus(known.InFlight + more.InFlight, known.Sockets + more.Sockets);
            else if (more.InFlight > 0)
                sum[instance] = more;
        }
        return sum;
    }

    private static AppCounters Add(AppCounters own, AppCounters other) => new()
    {
        Requests = own.Requests + other.Requests,
        Statuses = new StatusClasses(
            own.Statuses.Upgraded + other.Statuses.Upgraded, own.Statuses.Success + other.Statuses.Success, own.Statuses.Redirection + other.Statuses.Redirection,
            own.Statuses.ClientError + other.Statuses.ClientError, own.Statuses.ServerError + other.Statuses.ServerError),
        Latency = own.Latency.Buckets.Count != other.Latency.Buckets.Count ? own.Latency : new LatencyHistogram
        {
            Buckets = [.. own.Latency.Buckets.Zip(other.Latency.Buckets, (mine, theirs) => mine + theirs)],
            SumSeconds = own.Latency.SumSeconds + other.Latency.SumSeconds,
        },
        BytesIn = own.BytesIn + other.BytesIn,
        BytesOut = own.BytesOut + other.BytesOut,
    };
}
