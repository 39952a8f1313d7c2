namespace Seaworthy.Edge.Forwarding;

/// <summary>An instance sent what is not HTTP/1.1, or what could be read in two ways.</summary>
internal sealed class BadResponseException(string what) : Exception($"The app's answer has {what}.");
