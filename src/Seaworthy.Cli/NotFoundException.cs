namespace Seaworthy.Cli;

/// <summary>What was asked for is not there, as the client found out by itself.</summary>
public sealed class NotFoundException(string message) : Exception(message);
