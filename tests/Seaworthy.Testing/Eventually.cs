using System.Diagnostics;

namespace Seaworthy.Testing;

/// <summary>Waits for the world to get somewhere, and says what it last saw when it does not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads <paramref name="observe"/> every 50 ms until <paramref name="holds"/> accepts the value, and returns that value.</summary>
    /// <exception cref="TimeoutException">Not within <paramref name="timeout"/>; the message holds <paramref name="because"/> and the last value or error.</exception>
    public static async Task<T> Get<T>(
        Func<CancellationToken, Task<T>> observe, Func<T, bool> holds, TimeSpan timeout, string because, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string last;
            try
            {
                var value = await observe(cancel);
                if (holds(value))
                    return value;
                last = $"the last value was: {value}";
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                last = $"the last look failed: {error}";
            }

            if (clock.Elapsed > timeout)
                throw new TimeoutException($"Not within {timeout.TotalSeconds:0.#} s: {because}; {last}");
            await Task.Delay(Interval, cancel);
        }
    }

    /// <summary>Waits until <paramref name="check"/> is true.</summary>
    public static Task True(Func<bool> check, TimeSpan timeout, string because, CancellationToken cancel) =>
        Get(_ => Task.FromResult(check()), static held => held, timeout, because, cancel);

    /// <summary>Waits until <paramref name="check"/> is true.</summary>
    public static Task True(Func<CancellationToken, Task<bool>> check, TimeSpan timeout, string because, CancellationToken cancel) =>
        Get(check, static held => held, timeout, because, cancel);

    /// <summary>Waits until <paramref name="assertion"/> no longer throws.</summary>
    public static Task Passes(Func<CancellationToken, Task> assertion, TimeSpan timeout, string because, CancellationToken cancel) =>
        Get(
            async token =>
            {
                await assertion(token);
                return true;
            },
            static _ => true, timeout, because, cancel);
}
