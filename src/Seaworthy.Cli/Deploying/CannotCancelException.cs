using Seaworthy.Machine;

namespace Seaworthy.Cli.Deploying;

/// <summary>There is nothing under way to cancel.</summary>
public sealed class CannotCancelException(string message) : MachineException(message);
