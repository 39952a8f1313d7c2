namespace Seaworthy.Docker;

/// <summary>A container's processes, as <c>ps -ef</c> on the host shows them.</summary>
/// <param name="Titles">UID, PID, PPID, C, STIME, TTY, TIME, CMD.</param>
/// <param name="Rows">Each with as many cells as there are titles.</param>
public sealed record ProcessTable(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Rows);
