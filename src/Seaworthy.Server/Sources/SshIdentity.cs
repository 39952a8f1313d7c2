using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>This installation's own key for ssh: made at first use, to be added to a repository as its deploy key.</summary>
public sealed class SshIdentity(PlatformOptions options, ProcessRunner processes)
{
    private readonly Lock gate = new();
    private Task? making;

    private string Directory => Path.Combine(options.WorkDirectory, "ssh");

    private string Key => Path.Combine(Directory, "id_ed25519");

    /// <summary>One line to add to the repository: <c>ssh-ed25519 AAAA… seaworthy</c>.</summary>
    public string PublicKey => File.ReadAllText($"{Key}.pub").Trim();

    /// <summary>
    /// An ssh configuration that reaches <paramref name="address"/> whatever DNS says later, asks nothing, and remembers host keys:
    /// a first one is accepted, a changed one is refused.
    /// </summary>
    /// <param name="keyFile">A private key to use instead of the installation's.</param>
    public async Task<string> ConfigurationAsync(GitUrl url, string address, string? keyFile, ProcessUser user, CancellationToken ct)
    {
        await MakeAsync(user, ct);
        return $"""
            Host *
              HostName {address}
              HostKeyAlias {url.Host}
              BatchMode yes
              IdentityFile "{keyFile ?? Key}"
              IdentitiesOnly yes
              UserKnownHostsFile "{Path.Combine(Directory, "known_hosts")}"
              StrictHostKeyChecking accept-new
              ForwardAgent no
              ConnectTimeout 20

            """;
    }

    private Task MakeAsync(ProcessUser user, CancellationToken ct)
    {
        lock (gate)
        {
            if (making is null or { IsFaulted: true } or { IsCanceled: true })
                making = File.Exists(Key) ? Own(user) : GenerateAsync(user, ct);
            return making;
        }
    }

    /// <summary>One that came out of a backup belongs to root, and the user may have another number on this machine.</summary>
    private Task Own(ProcessUser user)
    {
        UnprivilegedUser.GiveAll(Directory, user);
        return Task.CompletedTask;
    }

    private async Task GenerateAsync(ProcessUser user, CancellationToken ct)
    {
        System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        UnprivilegedUser.Give(Directory, user);
        var result = await processes.RunAsync(
            new ProcessCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "seaworthy", "-f", Key]) { Deadline = TimeSpan.FromSeconds(20), User = user },
            _ => ValueTask.CompletedTask,
            _ => Task.CompletedTask,
            ct);
        if (!result.Succeeded)
            throw new SourceUnavailableException("No ssh key could be made: is openssh-client installed?");
    }
}
