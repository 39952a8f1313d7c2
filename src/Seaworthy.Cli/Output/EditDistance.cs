namespace Seaworthy.Cli.Output;

/// <summary>How many letters have to be changed, added or left out to make one word of another.</summary>
public static class EditDistance
{
    public static int Between(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }

    /// <summary>The name that was meant, where one is near enough.</summary>
    public static string? Nearest(string text, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Between(text, name)))
        .Where(candidate => candidate.Distance <= Math.Max(1, text.Length / 3))
        .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Name).FirstOrDefault();
}
