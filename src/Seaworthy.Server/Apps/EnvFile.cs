using System.Text;

namespace Seaworthy.Server.Apps;

/// <summary>
/// A <c>.env</c> file:
/// <code>
/// # a comment
/// NAME=value            # up to " #" or the end of the line, without the spaces around it
/// export NAME='as it is, \n and $HOME too'
/// NAME="two\nlines, a \"quote\", and
/// a third line"
/// </code>
/// Nothing is expanded: <c>$HOME</c> stays <c>$HOME</c>.
/// </summary>
public static class EnvFile
{
    /// <summary>Reads all of it; what is wrong is told with the number of its line, all at once.</summary>
    public static (IReadOnlyList<EnvEntry> Entries, IReadOnlyList<EnvFault> Faults) Parse(string text) => new Reader(text).Read();

    /// <summary>Lines that <see cref="Parse"/> reads as the same values. A secret is a comment: its value is not told.</summary>
    public static string Write(IEnumerable<Variable> variables)
    {
        var text = new StringBuilder();
        foreach (var variable in variables)
        {
            if (variable.IsSecret)
                text.Append("# ").Append(variable.Key).Append(" is secret: its value is not exported\n");
            else
                text.Append(variable.Key).Append('=').Append(Quote(variable.Value)).Append('\n');
        }
        return text.ToString();
    }

    private static string Quote(string value)
    {
        if (value.All(character => char.IsAsciiLetterOrDigit(character) || "_./:@%+,=-".Contains(character, StringComparison.Ordinal)))
            return value;
        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            quoted.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '"' or '\\' or '$' or '`' => $"\\{character}",
                _ => character.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private sealed class Reader(string text)
    {
        /// <summary>A file saved on Windows begins with a mark and ends its lines with CR LF.</summary>
        private readonly string text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);

        private readonly List<EnvEntry> entries = [];
        private readonly List<EnvFault> faults = [];
        private int at;
        private int line = 1;

        private bool IsAtEnd => at >= text.Length;

        private char Current => IsAtEnd ? '\n' : text[at];

        public (IReadOnlyList<EnvEntry>, IReadOnlyList<EnvFault>) Read()
        {
            while (!IsAtEnd)
            {
                SkipSpaces();
                if (Current is not ('\n' or '#'))
                    ReadEntry();
                SkipLine();
            }
            return (entries, faults);
        }

        private void ReadEntry()
        {
            var start = line;
            var name = ReadName();
            if (name == "export" && Current is ' ' or '\t')
            {
                SkipSpaces();
                name = ReadName();
            }
            SkipSpaces();
            if (Current != '=')
                faults.Add(new EnvFault(start, $"is not of the form NAME=value: {Begin(start)}"));
            else if (!VariableName.IsValid(name))
                faults.Add(new EnvFault(start, $"'{Short(name)}' is not a name for a variable: letters, digits and underscores, not beginning with a digit"));
            else
                ReadValue(name, start);
        }

        private void ReadValue(string name, int start)
        {
            at++;
            SkipSpaces();
            var value = Current is '"' or '\'' or '`' ? ReadQuoted(name, start) : ReadPlain();
            if (value is null)
                return;
            if (entries.Find(entry => entry.Key == name) is { } first)
                faults.Add(new EnvFault(start, $"{name} is set a second time, first in line {first.Line}"));
            else if (value.Length > AppLimits.LongestValue || value.Contains('\0', StringComparison.Ordinal))
                faults.Add(new EnvFault(start, $"{name} is too long or holds a NUL character"));
            else
                entries.Add(new EnvEntry(name, value, start));
        }

        /// <summary>A # begins a comment only behind a space: <c>colour=#fff</c> is a value.</summary>
        private string ReadPlain()
        {
            var start = at;
            while (Current != '\n' && !(Current == '#' && (at == start || text[at - 1] is ' ' or '\t')))
                at++;
            return text[start..at].Trim(' ', '\t', '\r');
        }

        private string? ReadQuoted(string name, int start)
        {
            var quote = Current;
            var value = new StringBuilder();
            at++;
            while (!IsAtEnd && Current != quote)
            {
                if (Current == '\n')
                    line++;
                value.Append(quote == '"' && Current == '\\' ? ReadEscape() : Current.ToString());
                at++;
            }
            if (IsAtEnd)
            {
                faults.Add(new EnvFault(start, $"the quoted value of {name} has no end: its closing {quote} is missing"));
                return null;
            }
            at++;
            SkipSpaces();
            if (Current is '\n' or '#' or '\r')
                return value.ToString();
            faults.Add(new EnvFault(line, $"something follows the closing {quote} of {name}: write \\{quote} for a quote inside a value in \"…\""));
            return null;
        }

        /// <summary>What is no escape stays as it is written: <c>"C:\dir"</c>.</summary>
        private string ReadEscape()
        {
            var escaped = at + 1 < text.Length ? text[at + 1] : '\0';
            var meant = escaped switch
            {
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                '"' or '\\' or '$' or '`' => escaped.ToString(),
                _ => null,
            };
            if (meant is not null)
                at++;
            return meant ?? "\\";
        }

        private string ReadName()
        {
            var start = at;
            while (Current is not ('=' or '\n' or ' ' or '\t'))
                at++;
            return text[start..at];
        }

        private void SkipSpaces()
        {
            while (Current is ' ' or '\t')
                at++;
        }

        private void SkipLine()
        {
            while (Current != '\n')
                at++;
            at++;
            line++;
        }

        /// <summary>The line's own words, but nothing behind them that may be a secret.</summary>
        private string Begin(int number) => Short(text.Split('\n')[number - 1].Trim());

        private static string Short(string words) => words.Length <= 20 ? words : words[..20] + "…";
    }
}

/// <param name="Line">Where it begins, from 1.</param>
public sealed record EnvEntry(string Key, string Value, int Line);

public sealed record EnvFault(int Line, string What)
{
    public override string ToString() => $"line {Line}: {What}";
}
