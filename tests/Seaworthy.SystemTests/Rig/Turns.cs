namespace Seaworthy.SystemTests.Rig;

/// <summary>One deployment of a crowd's, by the database's clock.</summary>
public sealed record Turn
{
    public required string App { get; init; }

    /// <summary>From a repository; the others run an image that is ready.</summary>
    public required bool IsBuilt { get; init; }

    public required DateTime AskedAt { get; init; }

    public DateTime? BuildAt { get; init; }

    public DateTime? LiveAt { get; init; }

    public bool HasEnded { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Who of a crowd came when, in the order in which they asked.</summary>
public sealed class Turns(IReadOnlyList<Turn> turns)
{
    private readonly IReadOnlyList<Turn> turns = turns;

    /// <summary>From the first that asked to the last that was live.</summary>
    public TimeSpan Whole => turns.Max(turn => turn.LiveAt!.Value) - turns.Min(turn => turn.AskedAt);

    /// <summary>
    /// Whoever asked first may wait a little longer than one that asked later, since several are served side by side; but none may wait for
    /// others by more than this share of the time that all need together. Builds take their time: they are held against builds only.
    /// </summary>
    public void ShouldBeFair(double share)
    {
        foreach (var kind in turns.GroupBy(turn => turn.IsBuilt).Select(kind => kind.ToList()))
        {
            for (var first = 0; first < kind.Count; first++)
            {
                var soonest = kind.Skip(first + 1).Select(later => later.LiveAt!.Value).DefaultIfEmpty(DateTime.MaxValue).Min();
                (kind[first].LiveAt!.Value - soonest).ShouldBeLessThan(Whole * share, $"{kind[first].App} was overtaken:\n{this}");
            }
        }
    }

    /// <summary>
    /// Builds begin in the order in which they were asked for; after an earlier round in the order in which they began then, since whoever had the
    /// last turn the longest ago is next. But for those that several workers take in the same moment.
    /// </summary>
    public void ShouldBuildInTurn(int workers, Turns? before = null)
    {
        var builds = turns.Where(turn => turn.IsBuilt).OrderBy(turn => before?.turns.Single(other => other.App == turn.App).BuildAt).ToList();
        builds.ShouldNotBeEmpty();
        for (var place = 0; place < builds.Count; place++)
            builds.Skip(place + 1).Count(later => later.BuildAt < builds[place].BuildAt).ShouldBeLessThanOrEqualTo(workers, $"{builds[place].App} was overtaken:\n{this}");
    }

    public override string ToString()
    {
        var begin = turns.Min(turn => turn.AskedAt);
        return string.Join('\n', turns.Select(turn =>
            $"{turn.App} {(turn.IsBuilt ? "built" : "ready")}: asked at {(turn.AskedAt - begin).TotalSeconds:0.00}, build at {(turn.BuildAt - begin)?.TotalSeconds:0.00}, live at {(turn.LiveAt - begin)?.TotalSeconds:0.00} s {turn.Reason}"));
    }
}
