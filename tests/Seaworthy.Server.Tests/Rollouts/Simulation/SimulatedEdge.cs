using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>The edge: a table that is put is applied a little later, and requests come and go on what is applied.</summary>
internal sealed class SimulatedEdge(Random random)
{
    private readonly Dictionary<InstanceId, int> open = [];
    private readonly Dictionary<InstanceId, DateTimeOffset?> starts = [];
    private IReadOnlySet<InstanceId> put = new HashSet<InstanceId>();
    private long appliedVersion;
    private long minted;
    private DateTimeOffset? appliesAt;

    public IReadOnlySet<InstanceId> Applied { get; private set; } = new HashSet<InstanceId>();

    /// <summary>Told of each table as it is applied.</summary>
    public event Action<IReadOnlySet<InstanceId>>? Applying;

    /// <summary>Requests that no target could answer.</summary>
    public int Failed { get; private set; }

    /// <summary>Of the table that was put last.</summary>
    public long Version { get; private set; }

    public int Open(InstanceId instance) => open.GetValueOrDefault(instance);

    /// <summary>Returns the table's version.</summary>
    public long Put(IReadOnlySet<InstanceId> targets, DateTimeOffset now)
    {
        if (put.SetEquals(targets) && Version > 0)
            return Version;
        put = targets;
        appliesAt ??= now + TimeSpan.FromSeconds(random.NextDouble() * 0.6);
        return Version = ++minted;
    }

    /// <summary>It starts again, by the table that it kept in its file or by none. Every socket is gone, and what was put and not yet applied too.</summary>
    public void Restart(bool keepsTable)
    {
        open.Clear();
        appliesAt = null;
        Version = keepsTable ? appliedVersion : 0;
        Applied = put = keepsTable ? Applied : new HashSet<InstanceId>();
    }

    public EdgeObserved Observe(Func<InstanceId, bool> answers) => new()
    {
        // What was put counts as applied: the server knows nothing between the two.
        Targets = Applied.Union(put).ToHashSet(),
        InFlight = open.Where(entry => entry.Value > 0).ToDictionary(),
        AnsweredBy = Applied.Where(answers).Select(id => (InstanceId?)id).OrderBy(_ => random.Next()).FirstOrDefault(),
    };

    public void Evolve(DateTimeOffset now, Func<InstanceId, bool> answers, Func<InstanceId, DateTimeOffset?> runsSince)
    {
        if (appliesAt <= now)
        {
            appliesAt = null;
            Applying?.Invoke(put);
            Applied = put;
            appliedVersion = Version;
        }
        foreach (var instance in open.Keys.ToList())
        {
            // A process that ended has dropped what was open on it; else each request ends some day, a socket late.
            if (runsSince(instance) is not { } start || start != starts[instance])
                open[instance] = 0;
            else if (random.Next(3) == 0)
                open[instance] = Math.Max(0, open[instance] - 1);
        }
        if (Applied.Count == 0)
            return;
        var target = Applied.Where(answers).OrderBy(_ => random.Next()).Select(id => (InstanceId?)id).FirstOrDefault();
        if (target is { } chosen)
        {
            open[chosen] = open.GetValueOrDefault(chosen) + 1;
            starts[chosen] = runsSince(chosen);
        }
        else
            Failed++;
    }
}
