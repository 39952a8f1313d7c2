namespace Seaworthy.Client.Transport;

/// <summary>What a request was answered with, read to its end.</summary>
/// <param name="Next">The address of the next page of a list.</param>
public sealed record ApiAnswer(ReadOnlyMemory<byte> Body, string? MediaType, string? Next);
