using Seaworthy.Docker;

namespace Seaworthy.Server.Builds;

/// <summary>
/// Tells whether the engine was there all the time: a build that went down with it has not failed by itself, whatever its tools
/// say. Seen by a stream of events, which ends with the engine that it comes from.
/// </summary>
internal sealed class EngineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly IDockerEngine docker;
    private readonly CancellationTokenSource ended = new();
    private readonly Task<bool> breaking;

    private EngineWatch(IDockerEngine docker)
    {
        this.docker = docker;
        breaking = BreaksAsync();
    }

    /// <summary>Returns when the engine answers.</summary>
    /// <exception cref="BuildFailedException">It does not answer within <paramref name="patience"/>.</exception>
    public static async Task<EngineWatch> StartAsync(IDockerEngine docker, BuildOutput output, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                await docker.Daemon.PingAsync(ct);
                return new EngineWatch(docker);
            }
            catch (DockerUnavailableException e)
            {
                if (time.GetElapsedTime(begun) >= patience)
                    throw new BuildFailedException($"The Docker Engine does not answer ({e.EngineMessage}). sea doctor says more; once it answers, try again.");
            }
            if (!isTold)
                await output.NoteAsync("The Docker Engine does not answer: waiting for it.");
            await Task.Delay(Poll, time, ct);
        }
    }

    public async Task<bool> WentAwayAsync(CancellationToken ct)
    {
        try
        {
            await docker.Daemon.PingAsync(ct);
        }
        catch (DockerUnavailableException)
        {
            return true;
        }
        // It may be back by now.
        return breaking.IsCompleted && await breaking;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await breaking;
        ended.Dispose();
    }

    /// <returns>False if the watch ended before the engine did.</returns>
    private async Task<bool> BreaksAsync()
    {
        try
        {
            // Of the engine itself hardly anything happens, and what does is of no interest.
            await foreach (var _ in docker.Events.WatchAsync(new EventQuery { Types = ["daemon"] }, ended.Token))
            {
            }
            return true;
        }
        catch (DockerUnavailableException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
