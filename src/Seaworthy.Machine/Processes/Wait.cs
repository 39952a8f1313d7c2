namespace Seaworthy.Machine.Processes;

public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <returns>False when the condition did not come true in time.</returns>
    public static Task<bool> UntilAsync(Func<bool> condition, TimeSpan deadline, TimeProvider time, CancellationToken cancellation) =>
        UntilAsync(() => Task.FromResult(condition()), deadline, time, cancellation);

    /// <returns>False when the condition did not come true in time.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(started) > deadline)
                return false;
            await Task.Delay(Pause, time, cancellation);
        }
        return true;
    }
}
