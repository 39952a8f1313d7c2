namespace Seaworthy.Edge.Client;

/// <summary>Body of the answer to <c>PUT /table</c> and <c>PATCH /table</c>: of a 200 the version that serves now, of a 409 the other one that stays.</summary>
public sealed record TableApplied(long Version);
