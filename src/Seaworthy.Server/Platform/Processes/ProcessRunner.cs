using System.Diagnostics;
using System.Globalization;

namespace Seaworthy.Server.Platform.Processes;

/// <summary>
/// Runs programs that work on a stranger's input: each in a session of its own that ends as a whole, with nothing of the server's environment.
/// </summary>
public sealed class ProcessRunner(TimeProvider time)
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// Runs to the end. A cancelled <paramref name="ct"/> kills the session and is a result, not an exception. When this returns, no
    /// process of the session is alive.
    /// </summary>
    /// <param name="onLine">Called for one line at a time, as it is printed; while it waits, the program's output waits too.</param>
    /// <param name="onStart">Called once, before the first line: to record what must be killed after a crash of the server.</param>
    public async Task<ProcessResult> RunAsync(
        ProcessCommand command, Func<OutputLine, ValueTask> onLine, Func<ProcessSession, Task> onStart, CancellationToken ct)
    {
        using var process = Process.Start(StartInfo(command))!;
        // setsid and setpriv become the program itself: the id stays.
        var session = ProcessSession.Of(process.Id) ?? new ProcessSession(process.Id, long.MaxValue);
        using var deadline = new CancellationTokenSource(command.Deadline, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var gate = new SemaphoreSlim(1);
        process.StandardInput.Close();
        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput.BaseStream, OutputStream.Out),
            ReadAsync(process.StandardError.BaseStream, OutputStream.Error));
        try
        {
            await onStart(session);
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Killed below.
        }
        finally
        {
            // Also after a good end: a child left behind would hold the pipes open and outlive its build.
            await session.KillAsync();
        }
        await reading;
        await process.WaitForExitAsync(CancellationToken.None);
        return ct.IsCancellationRequested ? new ProcessResult(ProcessEnd.Cancelled, null)
            : deadline.IsCancellationRequested ? new ProcessResult(ProcessEnd.Deadline, null)
            : new ProcessResult(ProcessEnd.Exited, process.ExitCode);

        async Task ReadAsync(Stream stream, OutputStream name)
        {
            try
            {
                await foreach (var line in LinesAsync(stream, command.LongestLine))
                {
                    await gate.WaitAsync(CancellationToken.None);
                    try
                    {
                        await onLine(new OutputLine(name, line));
                    }
                    finally
                    {
                        gate.Release();
                    }
                }
            }
            catch (Exception)
            {
                // Nobody listens any more: the program would wait for ever on a full pipe.
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(Stream stream, int longestLine)
    {
        var splitter = new LineSplitter(longestLine);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            foreach (var line in splitter.Add(buffer.AsSpan(0, read)))
                yield return line;
        }
        if (splitter.Finish() is { } last)
            yield return last;
    }

    private static ProcessStartInfo StartInfo(ProcessCommand command)
    {
        var start = new ProcessStartInfo("setsid", [.. AsUser(command.User), command.Program, .. command.Arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Path;
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        return start;
    }

    private static string[] AsUser(ProcessUser? user)
    {
        if (user is null)
            return [];
        var groups = user.Groups.Count == 0 ? "--clear-groups" : $"--groups={string.Join(',', user.Groups.Select(Text))}";
        return ["setpriv", $"--reuid={Text(user.UserId)}", $"--regid={Text(user.GroupId)}", groups, "--no-new-privs", "--"];

        static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
    }
}
