using System.Diagnostics;
using Seaworthy.Machine.Progress;
using Spectre.Console;

namespace Seaworthy.Cli.Output;

/// <summary>Progress on a terminal: a spinner with what is being done, and one line for each step that has ended.</summary>
public sealed class LiveSteps(IAnsiConsole console) : ISteps
{
    public void Say(string text) => console.MarkupLineInterpolated($"{text}");

    public async Task<T> RunAsync<T>(string title, Func<IStep, Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var (result, line) = await console.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(title), async status =>
            {
                var step = new LiveStep(status, title);
                return (await work(step), step.Line);
            });
            console.MarkupLineInterpolated($"[green]✓[/] {line} [grey]{Words.Duration(Stopwatch.GetElapsedTime(started))}[/]");
            return result;
        }
        catch
        {
            console.MarkupLineInterpolated($"[red]✗[/] {title} [grey]{Words.Duration(Stopwatch.GetElapsedTime(started))}[/]");
            throw;
        }
    }

    private sealed class LiveStep(StatusContext status, string title) : IStep
    {
        private string? summary;

        public string Line => summary is null ? title : $"{title}: {summary}";

        public void Doing(string detail) => status.Status($"{Markup.Escape(title)} [grey]{Markup.Escape(detail)}[/]");

        public void Done(string text) => summary = text;
    }
}
