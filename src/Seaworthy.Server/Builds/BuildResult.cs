namespace Seaworthy.Server.Builds;

/// <summary>What a build made.</summary>
/// <param name="Pack">dockerfile, static or image.</param>
public sealed record BuildResult(string Pack, IReadOnlyList<BuildImage> Images, IReadOnlyList<BuildProcess> Processes);
