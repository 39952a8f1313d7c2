using System.Diagnostics;
using System.Net.Sockets;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Sources.Rig;

/// <summary>A real sshd on loopback that lets in whoever has one of the keys it was given.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string keys;
    private readonly Process process;

    private SshServer(string keys, int port, Process process) => (this.keys, Port, this.process) = (keys, port, process);

    public int Port { get; }

    public static async Task<SshServer> StartAsync(string folder, CancellationToken cancel)
    {
        var port = FreePort.Next();
        var hostKey = Path.Combine(folder, "host_key");
        var keys = Path.Combine(folder, "authorized_keys");
        await Tool.Run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey], cancel);
        await File.WriteAllTextAsync(keys, "", cancel);
        // Where sshd works without rights; the distribution makes it at the start of its service.
        Directory.CreateDirectory("/run/sshd");
        string[] settings = [$"Port={port}", "ListenAddress=127.0.0.1", $"HostKey={hostKey}", $"AuthorizedKeysFile={keys}", "StrictModes=no", "UsePAM=no", "PidFile=none", "PasswordAuthentication=no", "PermitRootLogin=yes"];
        var process = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-e", "-f", "/dev/null", .. settings.SelectMany(setting => (string[])["-o", setting])]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        await Eventually.True(
            async _ =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, cancel);
                return true;
            },
            Patience, "sshd does not answer", cancel);
        return new SshServer(keys, port, process);
    }

    public Task LetInAsync(string publicKey, CancellationToken cancel) => File.WriteAllTextAsync(keys, publicKey + "\n", cancel);

    public string Url(string path) => $"ssh://{Environment.UserName}@127.0.0.1:{Port}{path}";

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
