namespace Seaworthy.Server.Rollouts.Running;

/// <summary>An app cannot be given a subnet or an address now; its message says what to do about it.</summary>
public sealed class NoAddressException(string message) : Exception(message);
