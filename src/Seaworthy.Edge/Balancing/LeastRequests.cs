using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Balancing;

/// <summary>Chooses the instance with the fewest requests in flight for its weight; among equals, any.</summary>
internal static class LeastRequests
{
    /// <param name="tried">Targets that this request has tried already; they are not chosen again.</param>
    /// <param name="now"><see cref="Ticker"/> ticks.</param>
    /// <returns>Null if every target was tried. An ejected one is chosen only to try it, or if there is no other.</returns>
    public static RoutedTarget? Choose(RoutedTarget[] targets, IReadOnlyList<LiveTarget> tried, long now)
    {
        if (targets.Length == 1 && tried.Count == 0)
            return targets[0];
        foreach (var target in targets)
        {
            if (!target.Live.Ejection.IsClear && !tried.Contains(target.Live) && target.Live.Ejection.TryBeginTrial(now))
                return target;
        }
        return LeastLoaded(targets, tried, clearOnly: true) ?? LeastLoaded(targets, tried, clearOnly: false);
    }

    private static RoutedTarget? LeastLoaded(RoutedTarget[] targets, IReadOnlyList<LiveTarget> tried, bool clearOnly)
    {
        RoutedTarget? best = null;
        long bestLoad = 0;
        var equals = 0;
        foreach (var target in targets)
        {
            if (clearOnly && !target.Live.Ejection.IsClear || tried.Contains(target.Live))
                continue;
            long load = target.Live.InFlight + 1;
            // load / weight < best load / best weight, without the division
            var difference = best is null ? -1 : load * best.Weight - bestLoad * target.Weight;
            if (difference > 0)
                continue;
            equals = difference < 0 ? 1 : equals + 1;
            if (difference < 0 || Random.Shared.Next(equals) == 0)
                (best, bestLoad) = (target, load);
        }
        return best;
    }
}
