namespace Seaworthy.Machine;

/// <summary>
/// Something about this machine keeps the command from going on. The message is written for the person at the terminal:
/// what happened, why, and what to do next.
/// </summary>
public abstract class MachineException(string message, Exception? cause = null) : Exception(message, cause);
