using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Seaworthy.Docker;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Does the steps of one plan in their order. What cannot be done keeps only what needs it from being done; what is refused, because
/// the app was started or stopped meanwhile, ends the whole: the rest was decided of an app that is not so any more.
/// </summary>
/// <param name="execute">Does one step; false if it was refused.</param>
/// <param name="notDone">Told of each step that failed.</param>
internal sealed class PlanRun(Func<Step, CancellationToken, Task<bool>> execute, Action<Step, Exception> notDone)
{
    private const int StartsAtOnce = 4;
    private readonly ConcurrentQueue<Obstacle> obstacles = new();
    private ExceptionDispatchInfo? failure;
    private volatile bool isOutdated;

    /// <summary>What could not be done, in the order in which that was found.</summary>
    public IEnumerable<Obstacle> Obstacles => obstacles;

    /// <summary>The first of the failures.</summary>
    public ExceptionDispatchInfo? Failure => failure;

    /// <summary>A step was refused, and nothing was done after it.</summary>
    public bool IsOutdated => isOutdated;

    public async Task DoAsync(IReadOnlyList<Step> steps, CancellationToken ct)
    {
        for (var done = 0; done < steps.Count && !isOutdated;)
        {
            // Several instances start side by side: what one waits for is not the others' concern.
            var starts = steps.Skip(done).TakeWhile(step => step is CreateContainer or StartContainer).Cast<InstanceStep>().ToList();
            if (starts.Count > 0)
                await Parallel.ForEachAsync(starts.GroupBy(step => step.Instance.Id), new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce, CancellationToken = ct }, TryAllAsync);
            else
                await TryAsync(steps[done], ct);
            done += Math.Max(starts.Count, 1);
        }
    }

    private async ValueTask TryAllAsync(IEnumerable<Step> ofOne, CancellationToken ct)
    {
        foreach (var step in ofOne)
            await TryAsync(step, ct);
    }

    private async Task TryAsync(Step step, CancellationToken ct)
    {
        if (obstacles.Any(obstacle => obstacle.Blocks(step)))
            return;
        try
        {
            if (!await execute(step, ct))
                isOutdated = true;
        }
        catch (Exception e) when (e is not (OperationCanceledException or Npgsql.NpgsqlException or DockerUnavailableException or EdgeUnavailableException))
        {
            notDone(step, e);
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            obstacles.Enqueue(new Obstacle(step, e.Message));
        }
    }
}
