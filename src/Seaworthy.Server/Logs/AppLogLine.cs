namespace Seaworthy.Server.Logs;

/// <summary>A line that an instance of an app wrote.</summary>
/// <param name="Container">The engine's id of its container, the first 12 characters.</param>
/// <param name="Instance"><c>web.2</c></param>
/// <param name="Cursor">Where a reader who has seen this line and all before it goes on.</param>
public sealed record AppLogLine(string Container, string Instance, string Stream, DateTimeOffset At, string Text, LogCursor Cursor);
