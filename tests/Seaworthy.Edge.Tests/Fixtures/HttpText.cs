namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>A message as it stood on the wire.</summary>
public sealed record HttpText(string StartLine, IReadOnlyList<(string Name, string Value)> Headers)
{
    public string Body { get; init; } = "";

    public IReadOnlyList<(string Name, string Value)> Trailers { get; init; } = [];

    public bool IsResponse => StartLine.StartsWith("HTTP/", StringComparison.Ordinal);

    public int Status => int.Parse(StartLine.Split(' ')[1]);

    /// <summary>The only header of this name; null if there is none.</summary>
    public string? this[string name] => All(name).SingleOrDefault();

    public IEnumerable<string> All(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
}
