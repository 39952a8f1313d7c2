namespace Seaworthy.Edge.Client;

/// <summary>Body of the answer to <c>PUT /table</c>: of a 200 the version put, of a 409 the newer one that stays.</summary>
public sealed record TableApplied(long Version);
