namespace Seaworthy.Docker;

public readonly record struct TerminalSize(int Rows, int Columns);
