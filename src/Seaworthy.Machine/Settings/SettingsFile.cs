using System.Text;

namespace Seaworthy.Machine.Settings;

/// <summary>
/// Variables in a file that a person, systemd's EnvironmentFile= and this program all read alike: lines such as
/// <c>ROUTER_DOMAIN="apps.example.com"</c>, where <c>"</c>, <c>\</c>, <c>$</c> and <c>`</c> have a backslash before them.
/// </summary>
public static class SettingsFile
{
    private const string Escaped = "\"\\$`";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Empty when there is no such file.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file) =>
        File.Exists(file) ? Parse(File.ReadLines(file)) : new Dictionary<string, string>();

    /// <summary>Replaces the file in one step; only its owner may read it, because a password may be in it.</summary>
    public static void Write(string file, string heading, IReadOnlyDictionary<string, string> variables)
    {
        var text = new StringBuilder($"# {heading}\n");
        foreach (var (name, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append($"{name}=\"{Escape(value)}\"\n");
        var fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        File.Move(fresh, file, overwrite: true);
    }

    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> lines)
    {
        var variables = new Dictionary<string, string>();
        foreach (var line in lines.Select(line => line.Trim()))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
                variables[line[..equals].Trim()] = Unquote(line[(equals + 1)..].Trim());
        }
        return variables;
    }

    private static string Escape(string value) =>
        string.Concat(value.Select(letter => Escaped.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));

    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
            return text;
        var value = new StringBuilder();
        for (var at = 1; at < text.Length - 1; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length - 1 && Escaped.Contains(text[at + 1], StringComparison.Ordinal))
                at++;
            value.Append(text[at]);
        }
        return value.ToString();
    }
}
