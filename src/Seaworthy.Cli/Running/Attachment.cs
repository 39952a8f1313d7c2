using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Running;

namespace Seaworthy.Cli.Running;

/// <summary>Joins this terminal, or this pipe, with a program on the server's side until that ends.</summary>
public sealed class Attachment(Session session, AttachedProcess process, bool tty) : IDisposable
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>Whoever presses Ctrl-C again wants to leave, whatever the program does about it.</summary>
    private const int PatienceInInterrupts = 2;

    private readonly CancellationTokenSource left = new();
    private int interrupts;

    /// <returns>The exit code of the program.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, left.Token);
        using var terminal = tty && session.Around.InputIsTerminal ? RawTerminal.Enter() : null;
        using var resized = tty ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Tell(Size(new AttachControl("resize")))) : null;
        using var interrupted = terminal is null ? Interrupts.Take(OnInterrupt) : null;
        // It stands in a read that only the next key ends, so nobody waits for it.
        _ = Task.Factory.StartNew(() => PumpInput(ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await PumpOutputAsync(ending.Token);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    public void Dispose() => left.Dispose();

    /// <summary>With the terminal's size, where there is one.</summary>
    public static AttachControl Size(AttachControl control) =>
        TerminalDevice.Size() is { } size ? control with { Rows = size.Rows, Columns = size.Columns } : control;

    private async Task<int> PumpOutputAsync(CancellationToken cancellation)
    {
        await using var output = session.Around.OpenOutput();
        await using var error = session.Around.OpenError();
        await foreach (var what in process.ReadAsync(cancellation))
        {
            switch (what)
            {
                case AttachOutput.Data data:
                    var stream = data.IsError ? error : output;
                    await stream.WriteAsync(data.Bytes, cancellation);
                    await stream.FlushAsync(cancellation);
                    break;
                case AttachOutput.Exited exited:
                    return exited.ExitCode;
                case AttachOutput.Failed failed:
                    throw new RemoteFailedException(failed.Detail);
            }
        }
        throw new RemoteFailedException("The server closed the connection.");
    }

    private void PumpInput(CancellationToken cancellation)
    {
        try
        {
            using var input = session.Around.OpenInput();
            var buffer = new byte[ChunkSize];
            int read;
            while ((read = input.Read(buffer)) > 0)
                process.SendAsync(buffer.AsMemory(0, read), cancellation).GetAwaiter().GetResult();
            process.SendAsync(new AttachControl("eof"), cancellation).GetAwaiter().GetResult();
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            // The program has ended, and takes no more input.
        }
    }

    private void OnInterrupt()
    {
        if (Interlocked.Increment(ref interrupts) > PatienceInInterrupts)
            left.Cancel();
        else
            Tell(new AttachControl("signal") { Signal = "INT" });
    }

    /// <summary>From a signal's handler, which cannot wait.</summary>
    private void Tell(AttachControl control) => _ = Task.Run(async () =>
    {
        try
        {
            await process.SendAsync(control, left.Token);
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            // There is nobody to tell any more.
        }
    });

    private static bool IsEnd(Exception failure) => failure is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException or ApiException;
}
