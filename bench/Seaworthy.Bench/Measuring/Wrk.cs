using System.Text.Json;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Measuring;

/// <summary>A load by the program wrk: as many requests as come back, over kept connections.</summary>
public static class Wrk
{
    // wrk hands its latencies in microseconds.
    private const string Script = """
        done = function(summary, latency, requests)
            local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
            io.write(string.format('\nRESULT {"requests":%d,"microseconds":%d,"failed":%d,"p50":%d,"p95":%d,"p99":%d}\n',
                summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
        end
        """;

    public static async Task<WrkResult> RunAsync(Uri url, int connections, TimeSpan duration, IReadOnlyList<string> headers, CancellationToken cancel)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script, cancel);
            var output = await Tool.Run(
                "wrk",
                ["--threads", "1", "--connections", $"{connections}", "--duration", $"{duration.TotalSeconds:0}s", "--latency", "--script", script,
                    .. headers.SelectMany(header => (string[])["--header", header]), url.ToString()],
                cancel);
            var line = output.Split('\n').Single(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
            using var result = JsonDocument.Parse(line["RESULT ".Length..]);
            double Of(string name) => result.RootElement.GetProperty(name).GetDouble();
            return new WrkResult(Of("requests") / (Of("microseconds") / 1e6), Of("p50") / 1000, Of("p95") / 1000, Of("p99") / 1000, (long)Of("requests"), (long)Of("failed"));
        }
        finally
        {
            File.Delete(script);
        }
    }
}

/// <summary>Latencies in milliseconds; <see cref="Failed"/> counts errors of connections and answers that are no success.</summary>
public sealed record WrkResult(double PerSecond, double Median, double P95, double P99, long Requests, long Failed);
