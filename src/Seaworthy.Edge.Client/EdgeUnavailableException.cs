namespace Seaworthy.Edge.Client;

/// <summary>Nobody answers on the edge's socket, or not as an edge does. Whether a table was applied is unknown.</summary>
public sealed class EdgeUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
