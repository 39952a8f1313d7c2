namespace Seaworthy.Client;

/// <summary>What came of a change that has no shape of its own.</summary>
/// <param name="Message">One sentence, where the server has one.</param>
/// <param name="DeploymentId">The deployment that brings it live; null where none is needed.</param>
public sealed record Outcome(string? Message, Guid? DeploymentId);
