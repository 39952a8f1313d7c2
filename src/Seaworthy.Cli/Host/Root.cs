using Seaworthy.Machine.Packages;

namespace Seaworthy.Cli.Host;

public static class Root
{
    /// <exception cref="NotRootException">Somebody else calls a command that is root's.</exception>
    public static void Demand(string command)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new NotRootException(command);
    }
}
