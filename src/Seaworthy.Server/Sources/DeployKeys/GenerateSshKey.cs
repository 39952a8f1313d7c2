using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources.DeployKeys;

/// <summary>Makes a new pair by <c>ssh-keygen</c>, run by the user without rights in a folder that is gone afterwards.</summary>
public sealed class GenerateSshKey(PlatformOptions options, ProcessRunner processes, UnprivilegedUser unprivileged)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="comment">Stands at the end of the public half, for whoever finds it in a list of keys.</param>
    /// <exception cref="SourceUnavailableException">There is no ssh-keygen.</exception>
    public async Task<SshKey> RunAsync(string comment, CancellationToken ct)
    {
        var user = await unprivileged.GetAsync(ct);
        var folder = Path.Combine(options.WorkDirectory, $"new-key-{Guid.NewGuid():n}");
        var file = Path.Combine(folder, "key");
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            UnprivilegedUser.Give(folder, user);
            var result = await processes.RunAsync(
                new ProcessCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]) { Deadline = TimeSpan.FromSeconds(20), User = user },
                _ => ValueTask.CompletedTask,
                _ => Task.CompletedTask,
                ct);
            ct.ThrowIfCancellationRequested();
            return result.Succeeded
                ? new SshKey((await File.ReadAllTextAsync($"{file}.pub", ct)).Trim(), await File.ReadAllTextAsync(file, ct))
                : throw new SourceUnavailableException("No ssh key could be made: is openssh-client installed?");
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
