namespace Seaworthy.Cli;

/// <summary>The command line makes no sense, which only showed while it was carried out. The message says what to write instead.</summary>
public sealed class UsageException(string message) : Exception(message);
