using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Counting;

/// <summary>One app's totals, written by every request.</summary>
internal sealed class AppCounts
{
    private static readonly long[] BoundTicks = [.. LatencyHistogram.Bounds.Select(seconds => TimeSpan.FromSeconds(seconds).Ticks)];

    private readonly long[] statuses = new long[6];
    private readonly long[] latencies = new long[BoundTicks.Length + 1];
    private long latencySum;
    private long bytesIn;
    private long bytesOut;

    public void Answered(int status) => Interlocked.Increment(ref statuses[Math.Clamp(status / 100, 1, 5)]);

    /// <param name="ticks">From the request's head to the response's head.</param>
    public void Took(long ticks)
    {
        var bucket = Array.BinarySearch(BoundTicks, ticks);
        Interlocked.Increment(ref latencies[bucket < 0 ? ~bucket : bucket]);
        Interlocked.Add(ref latencySum, ticks);
    }

    public void Received(long bytes) => Interlocked.Add(ref bytesIn, bytes);

    public void Sent(long bytes) => Interlocked.Add(ref bytesOut, bytes);

    public AppCounters Read()
    {
        var status = Array.ConvertAll(statuses, count => count);
        return new AppCounters
        {
            Requests = status.Sum(),
            Statuses = new StatusClasses(status[1], status[2], status[3], status[4], status[5]),
            Latency = new LatencyHistogram
            {
                Buckets = Array.ConvertAll(latencies, count => count),
                SumSeconds = TimeSpan.FromTicks(Interlocked.Read(ref latencySum)).TotalSeconds,
            },
            BytesIn = Interlocked.Read(ref bytesIn),
            BytesOut = Interlocked.Read(ref bytesOut),
        };
    }
}
