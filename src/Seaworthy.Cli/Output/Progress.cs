using System.Diagnostics;

namespace Seaworthy.Cli.Output;

/// <summary>
/// Steps with a log between them: on a terminal the step under way stays as the last line, with a moving mark and its time; elsewhere
/// each step is one line when it begins and one when it ends.
/// </summary>
public sealed class Progress : IDisposable
{
    private static readonly string[] marks = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
    private static readonly TimeSpan beat = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Screen screen;
    private readonly Timer? timer;
    private string? title;
    private string detail = "";
    private long started;
    private int mark;
    private bool isPaused;
    private bool isDrawn;

    public Progress(Screen screen)
    {
        this.screen = screen;
        if (screen.IsTerminal && screen.IsColoured)
            timer = new Timer(_ => Draw(), null, beat, beat);
    }

    private bool IsLive => timer is not null;

    /// <summary>The step under way; null between steps.</summary>
    public string? Title => title;

    public void Begin(string step)
    {
        lock (gate)
        {
            (title, detail, started) = (step, "", Stopwatch.GetTimestamp());
            if (!IsLive)
                screen.Line($"• {step} …");
        }
    }

    /// <summary>Shown beside the step on a terminal.</summary>
    public void Doing(string what)
    {
        lock (gate)
            detail = what;
    }

    /// <summary>The step has ended well.</summary>
    public void Done(string? words = null) => End(new Inked("✓", Ink.Good), words);

    public void Failed(string? words = null) => End(new Inked("✗", Ink.Bad), words);

    /// <summary>A line of a log, or between steps.</summary>
    public void Line(string text, Ink ink = Ink.Plain)
    {
        lock (gate)
        {
            Erase();
            screen.Line(new Inked(text, ink));
        }
    }

    /// <summary>Nothing is drawn until <see cref="Resume"/>, so that a question can be asked.</summary>
    public void Pause()
    {
        lock (gate)
        {
            Erase();
            isPaused = true;
        }
    }

    public void Resume()
    {
        lock (gate)
            isPaused = false;
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            Erase();
            title = null;
        }
    }

    private void End(Inked sign, string? words)
    {
        lock (gate)
        {
            if (title is null)
                return;
            Erase();
            screen.Line(sign, $" {words ?? title} ", new Inked(Words.Duration(Stopwatch.GetElapsedTime(started)), Ink.Faint));
            title = null;
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (isPaused || title is null)
                return;
            var text = $"{title} {Words.Duration(Stopwatch.GetElapsedTime(started))} {detail}";
            var width = Math.Max(10, screen.Width - 4);
            screen.Writer.Write($"\r\e[2K\e[33m{marks[mark++ % marks.Length]}\e[0m {(text.Length > width ? text[..width] : text)}");
            screen.Writer.Flush();
            isDrawn = true;
        }
    }

    private void Erase()
    {
        if (isDrawn)
            screen.Writer.Write("\r\e[2K");
        isDrawn = false;
    }
}
