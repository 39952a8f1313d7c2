namespace Seaworthy.Machine.Packages;

/// <summary>Reads apt's own lists of sources, in both of their formats (see sources.list(5)).</summary>
public static class AptSources
{
    private const string Folder = "/etc/apt";

    public static IReadOnlyList<AptSource> OfThisMachine() =>
    [
        .. Files(Path.Combine(Folder, "sources.list.d"), "*.sources").SelectMany(file => ParseStanzas(File.ReadAllText(file))),
        .. Files(Folder, "sources.list").Concat(Files(Path.Combine(Folder, "sources.list.d"), "*.list")).SelectMany(file => ParseLines(File.ReadAllText(file))),
    ];

    /// <summary>
    /// Stanzas separated by empty lines: <c>Types: deb</c>, <c>URIs: http://deb.debian.org/debian</c>,
    /// <c>Suites: bookworm bookworm-updates</c>, <c>Components: main</c>, <c>Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg</c>.
    /// A value goes on in lines that begin with a blank.
    /// </summary>
    public static IEnumerable<AptSource> ParseStanzas(string text)
    {
        var lines = text.Split('\n').Where(line => !line.StartsWith('#'));
        foreach (var stanza in string.Join('\n', lines).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = Fields(stanza);
            if (Words(fields, "types").Contains("deb") && !IsNo(fields.GetValueOrDefault("enabled")))
                yield return new AptSource(Words(fields, "uris"), Words(fields, "suites"), Words(fields, "components"), fields.GetValueOrDefault("signed-by"));
        }
    }

    /// <summary>Lines such as <c>deb [arch=amd64 signed-by=/etc/apt/keyrings/x.gpg] http://deb.debian.org/debian bookworm main contrib</c>.</summary>
    public static IEnumerable<AptSource> ParseLines(string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.Split('#')[0].Trim()))
        {
            var options = "";
            var rest = line;
            if (line.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open && line.IndexOf(']', open) is >= 0 and var close)
                (options, rest) = (line[(open + 1)..close], line[..open] + line[(close + 1)..]);
            if (rest.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["deb", var uri, var suite, .. var components])
                yield return new AptSource([uri], [suite], components, Option(options, "signed-by"));
        }
    }

    private static Dictionary<string, string> Fields(string stanza)
    {
        var fields = new Dictionary<string, string>();
        var last = "";
        foreach (var line in stanza.Split('\n').Where(line => line.Length > 0))
        {
            if (line[0] is ' ' or '\t')
            {
                if (last.Length > 0)
                    fields[last] += "\n" + line;
            }
            else if (line.Split(':', 2) is [var name, var value])
            {
                last = name.Trim().ToLowerInvariant();
                fields[last] = value.Trim();
            }
        }
        return fields;
    }

    private static string[] Words(Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name, "").Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static string? Option(string options, string name) =>
        options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=', 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];

    private static bool IsNo(string? value) => value?.ToLowerInvariant() is "no" or "false" or "without" or "off" or "disable";

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
}
