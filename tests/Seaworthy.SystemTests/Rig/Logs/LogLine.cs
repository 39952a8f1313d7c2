namespace Seaworthy.SystemTests.Rig.Logs;

/// <summary>One message of a live log; <see cref="Id"/> is what <c>Last-Event-ID</c> would repeat, empty on a WebSocket.</summary>
public sealed record LogLine(string Id, string Text);
