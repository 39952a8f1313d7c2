namespace Seaworthy.Server.Platform.Secrets;

/// <summary>Directories for keys, which nobody but the server's user may enter.</summary>
public static class KeyDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static DirectoryInfo Ensure(string keysDirectory, string name)
    {
        Directory.CreateDirectory(keysDirectory, OwnerOnly);
        var directory = Directory.CreateDirectory(Path.Combine(keysDirectory, name), OwnerOnly);
        File.SetUnixFileMode(directory.FullName, OwnerOnly);
        return directory;
    }
}
