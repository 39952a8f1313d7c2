namespace Seaworthy.SystemTests.Rig.Logs;

public static class LogReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads on until a line holds this text.</summary>
    /// <returns>All lines up to it.</returns>
    /// <exception cref="TimeoutException">None came within 30 s, or before the log ended.</exception>
    public static async Task<IReadOnlyList<LogLine>> Until(this IAsyncEnumerable<LogLine> log, string text, CancellationToken cancel)
    {
        var lines = new List<LogLine>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        try
        {
            await foreach (var line in log.WithCancellation(deadline.Token))
            {
                lines.Add(line);
                if (line.Text.Contains(text, StringComparison.Ordinal))
                    return lines;
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
        }
        throw new TimeoutException($"No line with \"{text}\" came, but:\n{string.Join('\n', lines)}");
    }
}
