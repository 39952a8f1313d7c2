namespace Seaworthy.Server.Sources;

/// <summary>A source cannot be read. The message is for the person who named it: what happened and what to do.</summary>
public sealed class SourceUnavailableException(string message) : Exception(message);
