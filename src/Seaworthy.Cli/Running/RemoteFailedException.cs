using Seaworthy.Machine;

namespace Seaworthy.Cli.Running;

/// <summary>A program on the server's side could not be started, or nobody knows how it ended.</summary>
public sealed class RemoteFailedException(string detail) : MachineException(detail);
