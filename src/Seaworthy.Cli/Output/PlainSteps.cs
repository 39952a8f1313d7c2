using System.Diagnostics;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Cli.Output;

/// <summary>Progress where there is no terminal, as in CI: one line when a step begins and one when it ends.</summary>
public sealed class PlainSteps(TextWriter output) : ISteps
{
    /// <summary>Details that come faster are left out: they are to be glanced at, not read.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public void Say(string text) => output.WriteLine(text);

    public async Task<T> RunAsync<T>(string title, Func<IStep, Task<T>> work)
    {
        output.WriteLine($"• {title} …");
        var started = Stopwatch.GetTimestamp();
        var step = new PlainStep(output, title);
        try
        {
            var result = await work(step);
            output.WriteLine($"✓ {step.Line} ({Words.Duration(Stopwatch.GetElapsedTime(started))})");
            return result;
        }
        catch
        {
            output.WriteLine($"✗ {title} ({Words.Duration(Stopwatch.GetElapsedTime(started))})");
            throw;
        }
    }

    private sealed class PlainStep(TextWriter output, string title) : IStep
    {
        private string? summary;
        private long? last;

        public string Line => summary is null ? title : $"{title}: {summary}";

        public void Doing(string detail)
        {
            if (last is { } shown && Stopwatch.GetElapsedTime(shown) < Pause)
                return;
            last = Stopwatch.GetTimestamp();
            output.WriteLine($"  {detail}");
        }

        public void Done(string text) => summary = text;
    }
}
