using System.Security.Cryptography;

namespace Seaworthy.Server.Platform.Secrets;

/// <summary>The key outside the database that wraps every data key: <c>keys/master.key</c>, 32 bytes, readable by root alone.</summary>
public sealed class MasterKey
{
    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    public ReadOnlySpan<byte> Bytes => key;

    /// <summary>Reads the key. <paramref name="mayCreate"/> is false once secrets exist: a lost key must not be replaced silently.</summary>
    /// <exception cref="InvalidOperationException">The file is missing although secrets exist, or is not a key.</exception>
    public static MasterKey Load(string directory, bool mayCreate)
    {
        var path = Path.Combine(directory, "master.key");
        if (!File.Exists(path))
        {
            if (!mayCreate)
                throw new InvalidOperationException($"The master key {path} is missing, but the database holds secrets sealed with it. Restore the file from your backup.");
            Create(directory, path);
        }
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == 32 ? new MasterKey(bytes) : throw new InvalidOperationException($"{path} is not a master key: it must hold 32 bytes.");
    }

    private static void Create(string directory, string path)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(temporary, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(32));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path);
    }
}
