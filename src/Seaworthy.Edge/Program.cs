using System.Runtime.InteropServices;
using Seaworthy.Edge;

// So that whoever looks after this process does not start it again.
const int handedOver = 77;

EdgeOptions options;
try
{
    options = EdgeOptions.Read(Environment.GetEnvironmentVariable);
}
catch (InvalidOptionsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 78;
}

using var logs = LoggerFactory.Create(logging => logging
    .AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "; console.UseUtcTimestamp = true; })
    .AddFilter("Microsoft.AspNetCore", LogLevel.Warning));

// The first signal begins an orderly end, a second one ends it at once.
using var stop = new CancellationTokenSource();
using var atOnce = new CancellationTokenSource();
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

EdgeProcess started;
try
{
    started = await EdgeProcess.StartAsync(options, new EdgeLimits(), TimeProvider.System, logs, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

await using var edge = started;
await edge.HandedOver.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
if (edge.HandedOver.IsCompleted)
{
    await edge.LeaveAsync(stop.Token, atOnce.Token);
    return handedOver;
}
await edge.StopAsync(atOnce.Token);
return 0;

void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = true;
    (stop.IsCancellationRequested ? atOnce : stop).Cancel();
}
