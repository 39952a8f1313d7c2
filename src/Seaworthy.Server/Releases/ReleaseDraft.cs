namespace Seaworthy.Server.Releases;

/// <summary>A release as it would be frozen now. Its environment holds real values: never to be shown as it is.</summary>
/// <param name="SecretKeys">Names of variables whose values are never shown.</param>
/// <param name="Notes">What people should know of how it was put together.</param>
public sealed record ReleaseDraft(
    string Description, IReadOnlyList<ReleaseProcess> Processes, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> SecretKeys, IReadOnlyList<string> Notes);
