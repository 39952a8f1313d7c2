namespace Seaworthy.Machine.Packages;

/// <summary>
/// While it lives, packages being installed start no services: invoke-rc.d asks /usr/sbin/policy-rc.d, and exit code 101 says no.
/// A policy that somebody else set is left as it is.
/// </summary>
public sealed class HeldServices : IDisposable
{
    private const string Policy = "/usr/sbin/policy-rc.d";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly bool isOurs = !File.Exists(Policy);

    public HeldServices()
    {
        if (!isOurs)
            return;
        File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
        File.SetUnixFileMode(Policy, Executable);
    }

    public void Dispose()
    {
        if (isOurs)
            File.Delete(Policy);
    }
}
