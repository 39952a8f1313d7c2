namespace Seaworthy.Docker;

/// <summary>
/// The engine could not be reached, went away, or did not answer in time. Whether it still did what was asked is unknown:
/// observe before deciding anything.
/// </summary>
public sealed class DockerUnavailableException(string operation, string reason, Exception? innerException = null)
    : DockerException(operation, null, reason, innerException);
