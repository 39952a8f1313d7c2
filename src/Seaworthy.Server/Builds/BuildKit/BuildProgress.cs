using System.Globalization;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>Turns BuildKit's messages into numbered steps and whole lines, and remembers what a failure is explained with.</summary>
internal sealed class BuildProgress(BuildOutput output)
{
    private readonly RawJsonReader reader = new();
    private readonly Dictionary<string, Step> steps = [];
    private readonly List<string> text = [];

    /// <summary>Takes a line of buildx's standard error.</summary>
    public async ValueTask AddAsync(string line)
    {
        switch (reader.Add(line))
        {
            case { Text: { } plain }:
                text.Add(plain);
                break;
            case { Message: { } message }:
                foreach (var vertex in message.Vertexes ?? [])
                    await ChangeAsync(vertex);
                foreach (var log in message.Logs ?? [])
                    await PrintAsync(log);
                break;
        }
    }

    /// <summary>Writes lines that no newline ended, and ends the steps that were not told to be.</summary>
    public async Task FinishAsync()
    {
        foreach (var step in steps.Values)
        {
            if (step.Out.Finish() is { } line)
                await PrintAsync(step, "stdout", line);
            if (step.Errors.Finish() is { } error)
                await PrintAsync(step, "stderr", error);
        }
    }

    public BuildFailedException Explain(BuildLimits limits) => BuildFailure.Explain(steps.Values.Select(step => step.Failed).FirstOrDefault(failed => failed is not null), text, limits);

    private async Task ChangeAsync(Vertex vertex)
    {
        if (!steps.TryGetValue(vertex.Digest, out var step))
            steps[vertex.Digest] = step = new Step();
        // Loading the Dockerfile and the like is of interest only when it fails.
        var isShown = vertex.Started is not null && (!vertex.Name.StartsWith("[internal]", StringComparison.Ordinal) || vertex.Error is not null);
        if (!isShown)
            return;
        if (step.Told is null)
        {
            step.Number = steps.Values.Count(other => other.Told is not null) + 1;
            await output.LineAsync(step.Label, "note", $"#{step.Label} {FirstLine(vertex.Name)}{(vertex.Cached ? " (cached)" : "")}");
        }
        step.Vertex = vertex;
        step.Told = new BuildStep
        {
            Number = step.Number,
            Name = vertex.Name,
            Cached = vertex.Cached,
            StartedAt = step.Told?.StartedAt ?? vertex.Started,
            CompletedAt = vertex.Completed,
            Error = vertex.Error,
        };
        await output.StepAsync(step.Told);
    }

    private async Task PrintAsync(VertexLog log)
    {
        if (!steps.TryGetValue(log.Vertex, out var step))
            return;
        var (lines, stream) = log.Stream == 2 ? (step.Errors, "stderr") : (step.Out, "stdout");
        foreach (var line in lines.Add(log.Data))
            await PrintAsync(step, stream, line);
    }

    private async Task PrintAsync(Step step, string stream, string line)
    {
        step.Remember(line);
        await output.LineAsync(step.Label, stream, line);
    }

    private static string FirstLine(string name) => name.Split('\n')[0];

    private sealed class Step
    {
        private const int TailLines = 20;
        private readonly Queue<string> tail = new();

        public int Number { get; set; }

        public Vertex? Vertex { get; set; }

        public BuildStep? Told { get; set; }

        public LineSplitter Out { get; } = new(LineSplitter.LongestLine);

        public LineSplitter Errors { get; } = new(LineSplitter.LongestLine);

        public string Label => Number == 0 ? "" : Number.ToString(CultureInfo.InvariantCulture);

        public FailedStep? Failed => Vertex?.Error is { } error ? new FailedStep(Vertex.Name, error, [.. tail]) : null;

        public void Remember(string line)
        {
            tail.Enqueue(line);
            if (tail.Count > TailLines)
                tail.Dequeue();
        }
    }
}

/// <param name="Name">As BuildKit names it: <c>[2/4] RUN make</c>.</param>
/// <param name="Tail">The last lines that it printed.</param>
internal sealed record FailedStep(string Name, string Error, IReadOnlyList<string> Tail);
