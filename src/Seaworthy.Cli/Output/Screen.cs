using System.Text;
using System.Text.Json;

namespace Seaworthy.Cli.Output;

/// <summary>One of the two outputs: coloured on a terminal, plain text elsewhere.</summary>
public sealed class Screen(TextWriter writer, bool isColoured, bool isTerminal)
{
    public bool IsColoured => isColoured;

    public bool IsTerminal => isTerminal;

    public TextWriter Writer => writer;

    /// <summary>In characters; without end where there is no terminal.</summary>
    public int Width => isTerminal && TerminalDevice.Size() is { } size ? size.Columns : int.MaxValue;

    public void Line(string text = "") => writer.WriteLine(text);

    public void Line(params ReadOnlySpan<Inked> parts)
    {
        var line = new StringBuilder();
        foreach (var part in parts)
            line.Append(Paint(part));
        writer.WriteLine(line.ToString());
    }

    public string Paint(Inked part) => !isColoured || part.Text.Length == 0 ? part.Text : part.Ink switch
    {
        Ink.Good => $"\e[32m{part.Text}\e[0m",
        Ink.Busy => $"\e[33m{part.Text}\e[0m",
        Ink.Bad => $"\e[31m{part.Text}\e[0m",
        Ink.Faint => $"\e[90m{part.Text}\e[0m",
        Ink.Strong => $"\e[1m{part.Text}\e[0m",
        _ => part.Text,
    };

    /// <summary>A line that an app or a build wrote: no control sequence of it reaches the terminal but colours.</summary>
    public string Safe(string line) => SafeText.Clean(line.ReplaceLineEndings(" "), keepColours: isColoured);

    /// <summary>Indented JSON.</summary>
    public void Json(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var output = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            json.WriteTo(output);
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
