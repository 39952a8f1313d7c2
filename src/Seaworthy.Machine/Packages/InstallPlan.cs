namespace Seaworthy.Machine.Packages;

/// <summary>What will be installed, and from where.</summary>
public sealed record InstallPlan(IReadOnlyList<InstallPart> Parts)
{
    public bool IsEmpty => Parts.Count == 0;

    public override string ToString() => string.Join('\n', Parts);
}

/// <summary>Packages of one origin.</summary>
/// <param name="Origin">For people: "Debian 12 (bookworm)".</param>
/// <param name="Packages">Names as apt takes them, such as <c>git</c> or <c>docker.io/trixie</c>.</param>
public sealed record InstallPart(string Origin, IReadOnlyList<string> Packages)
{
    /// <summary>Path → content of files that apt must find first.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Path → address of what must be downloaded first.</summary>
    public IReadOnlyDictionary<string, string> Downloads { get; init; } = new Dictionary<string, string>();

    public override string ToString() => string.Join('\n',
    [
        $"from {Origin}:", $"  {string.Join(' ', Packages)}",
        .. Downloads.Select(pair => $"  with {pair.Value} as {pair.Key}"), .. Files.Keys.Select(file => $"  with the file {file}"),
    ]);
}
