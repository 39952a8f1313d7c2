namespace Seaworthy.Client;

/// <summary>An error as RFC 9457 has it.</summary>
/// <param name="Error">The detail again, in answers of servers that know no detail.</param>
public sealed record ProblemDetails(string? Title, string? Detail, string? Error, Dictionary<string, string[]>? Errors, string? TraceId);
