namespace Seaworthy.Machine.Packages;

/// <summary>One place that apt takes packages from.</summary>
/// <param name="SignedBy">A keyring's path or an armoured key; null where apt's own trusted keys hold.</param>
public sealed record AptSource(IReadOnlyList<string> Uris, IReadOnlyList<string> Suites, IReadOnlyList<string> Components, string? SignedBy)
{
    /// <summary>The same mirror and key with another suite, as a file of the format deb822.</summary>
    public string ForSuite(string suite)
    {
        var text = $"Types: deb\nURIs: {string.Join(' ', Uris)}\nSuites: {suite}\nComponents: main\n";
        return SignedBy is null ? text : $"{text}Signed-By: {SignedBy}\n";
    }
}
