using System.Text;

namespace Seaworthy.Cli.Output;

/// <summary>Columns that align, without lines. The last one is cut to the terminal's width.</summary>
public sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;

    private readonly List<Inked[]> rows = [];

    public bool IsEmpty => rows.Count == 0;

    public void Add(params Inked[] cells) => rows.Add([.. cells.Select(cell => cell with { Text = SafeText.Clean(cell.Text, keepColours: false) })]);

    public void Write(Screen screen)
    {
        var widths = headings.Select((heading, column) => rows.Select(row => Width(row[column].Text)).Append(heading.Length).Max()).ToArray();
        screen.Line(Row(screen, [.. headings.Select(heading => new Inked(heading, Ink.Faint))], widths));
        foreach (var row in rows)
            screen.Line(Row(screen, row, widths));
    }

    private static string Row(Screen screen, Inked[] cells, int[] widths)
    {
        var line = new StringBuilder();
        var used = 0;
        var last = Array.FindLastIndex(cells, cell => cell.Text.Length > 0);
        for (var column = 0; column <= last; column++)
        {
            var cell = cells[column];
            if (column == cells.Length - 1)
                cell = cell with { Text = Cut(cell.Text, screen.Width - used) };
            line.Append(screen.Paint(cell));
            if (column < last)
                line.Append(' ', widths[column] - Width(cell.Text) + Gap);
            used += widths[column] + Gap;
        }
        return line.ToString();
    }

    private static string Cut(string text, int width) => width < 8 || Width(text) <= width ? text : string.Concat(text.AsSpan(0, Math.Min(text.Length, width - 1)), "…");

    /// <summary>In terminal cells: East Asian wide characters and emoji take two, combining marks none.</summary>
    private static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark ? 0
                : rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF) ? 2
                : 1;
        return width;
    }
}
