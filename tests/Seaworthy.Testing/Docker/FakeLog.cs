using System.Runtime.CompilerServices;
using System.Text;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A container's output. Used under the engine's lock, save for reading.</summary>
internal sealed class FakeLog(Lock gate)
{
    private readonly List<OutputFrame> frames = [];
    private TaskCompletionSource changed = NewSignal();
    private bool open;

    /// <summary>Begins a run: readers who follow wait for more until <see cref="Close"/>.</summary>
    public void Open() => open = true;

    public void Close()
    {
        open = false;
        Signal();
    }

    public void Append(OutputStream stream, string text, DateTimeOffset at)
    {
        frames.Add(new OutputFrame(stream, at, Encoding.UTF8.GetBytes(text)));
        Signal();
    }

    public async IAsyncEnumerable<OutputFrame> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int next;
        lock (gate)
            next = query.Tail is { } tail ? Math.Max(0, frames.Count - tail) : 0;
        while (true)
        {
            OutputFrame? frame;
            Task more;
            lock (gate)
            {
                frame = next < frames.Count ? frames[next++] : null;
                if (frame is null && !(query.Follow && open))
                    yield break;
                more = changed.Task;
            }

            if (frame is null)
                await more.WaitAsync(cancellationToken);
            else if (Fits(frame.Value, query))
                yield return query.Timestamps ? frame.Value : frame.Value with { At = null };
        }
    }

    private static bool Fits(OutputFrame frame, LogQuery query) =>
        (frame.Stream switch
        {
            OutputStream.Stdout => query.Stdout,
            OutputStream.Stderr => query.Stderr,
            _ => true,
        })
        && !(frame.At < query.Since) && !(frame.At > query.Until);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal()
    {
        var signal = changed;
        changed = NewSignal();
        signal.SetResult();
    }
}
