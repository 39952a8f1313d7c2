namespace Seaworthy.Machine.Processes;

/// <summary>A program that should be there cannot be started at all.</summary>
public sealed class ProgramMissingException(Command command, Exception cause)
    : MachineException($"{command.Program} could not be started: {cause.Message}. Run ./sea up, which installs what is missing.", cause);
