using Seaworthy.Machine;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Host;

/// <summary>There is nothing here that the command could be about.</summary>
public sealed class NothingInstalledException(SeaworthyHome home)
    : MachineException($"There is no installation in {home.Root} yet. Make one with ./sea up; if it lies elsewhere, set {SeaworthyHome.Variable}.");
