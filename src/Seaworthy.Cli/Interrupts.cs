using System.Runtime.InteropServices;

namespace Seaworthy.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: they cancel what is being done, unless it takes them itself. A second Ctrl-C, or one that nothing comes of for a
/// while, ends the process.
/// </summary>
public sealed class Interrupts : IDisposable
{
    /// <summary>What a command may still do after Ctrl-C, such as taking down what it had started; more than <see cref="Machine.Processes.Foreground.TimeToTidyUp"/>.</summary>
    private static readonly TimeSpan timeToTidyUp = TimeSpan.FromSeconds(15);

    private static Action? taker;

    private readonly CancellationTokenSource cancelled = new();
    private readonly List<PosixSignalRegistration> registrations;
    private int count;

    public Interrupts() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnTerminate),
    ];

    public CancellationToken Token => cancelled.Token;

    /// <summary>Calls <paramref name="action"/> at each Ctrl-C instead, until disposed.</summary>
    public static IDisposable Take(Action action)
    {
        taker = action;
        return new Taken();
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        cancelled.Dispose();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (taker is { } take)
            take();
        else
            Stop();
    }

    private void OnTerminate(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }

    private void Stop()
    {
        if (Interlocked.Increment(ref count) > 1)
            Environment.Exit(ExitCodes.Interrupted);
        cancelled.Cancel();
        _ = Task.Delay(timeToTidyUp).ContinueWith(_ => Environment.Exit(ExitCodes.Interrupted), TaskScheduler.Default);
    }

    private sealed class Taken : IDisposable
    {
        public void Dispose() => taker = null;
    }
}
