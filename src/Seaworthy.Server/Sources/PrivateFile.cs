using System.Text;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>A file with a secret in a workspace: only the workspace's user may read it.</summary>
internal static class PrivateFile
{
    /// <summary>Made anew, so that a link of that name is not followed.</summary>
    public static async Task WriteAsync(string path, string text, ProcessUser user, CancellationToken ct)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, Options = FileOptions.Asynchronous };
        await using (var file = new FileStream(path, options))
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        UnprivilegedUser.Give(path, user);
    }
}
