namespace Seaworthy.Server.Api;

/// <summary>An answer that says what was done, in words.</summary>
public sealed record MessageShape(string Message);
