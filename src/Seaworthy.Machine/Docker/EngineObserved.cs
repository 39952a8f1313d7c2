namespace Seaworthy.Machine.Docker;

/// <summary>What an engine that answers says about itself.</summary>
/// <param name="Version">"26.1.5+dfsg1".</param>
/// <param name="IsRootless">Its containers live behind a user's own network, where nothing of this machine reaches them.</param>
/// <param name="KeepsContainersAlone">live-restore: containers run on while the engine is down.</param>
public sealed record EngineObserved(string Version, bool IsRootless, bool KeepsContainersAlone);
