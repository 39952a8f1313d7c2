using System.Text;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Https;

/// <summary>
/// Caddy's folders. Its configuration belongs to root; it writes only below <c>data</c> and <c>log</c>, and beside them it can reach
/// nothing of the installation but the edge's socket.
/// </summary>
public sealed class CaddyFiles(SeaworthyHome home)
{
    /// <summary>As Caddy's packages call it.</summary>
    public const string User = "caddy";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode GroupMayEnter = Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
    private const UnixFileMode GroupMayRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public async Task WriteAsync(string configuration, string? roots, CancellationToken cancellation)
    {
        await EnsureUserAsync(cancellation);
        foreach (var folder in new[] { home.Front, home.Caddy })
        {
            Make(folder, GroupMayEnter);
            await OwnAsync($"root:{User}", [folder], cancellation);
        }
        foreach (var folder in new[] { home.CaddyData, home.CaddyLogs })
            Make(folder, Owner);
        // Also what came out of a backup.
        await OwnAsync($"{User}:{User}", ["-R", home.CaddyData, home.CaddyLogs], cancellation);
        if (roots is not null)
            await WriteFileAsync(home.CaddyRoots, roots, cancellation);
        await WriteFileAsync(home.CaddyConfig, configuration, cancellation);
    }

    /// <summary>What was there stays, but for the sign that HTTPS is on.</summary>
    public void TurnOff()
    {
        if (File.Exists(home.CaddyConfig))
            File.Delete(home.CaddyConfig);
    }

    private static async Task WriteFileAsync(string file, string content, CancellationToken cancellation)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        await using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = GroupMayRead }))
            await stream.WriteAsync(Encoding.UTF8.GetBytes(content), cancellation);
        File.SetUnixFileMode(fresh, GroupMayRead);
        await OwnAsync($"root:{User}", [fresh], cancellation);
        File.Move(fresh, file, overwrite: true);
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, mode);
    }

    /// <summary>A Caddy that was put there by hand has none.</summary>
    private static async Task EnsureUserAsync(CancellationToken cancellation)
    {
        if ((await new Command("getent", "passwd", User).RunAsync(cancellation)).Succeeded)
            return;
        var made = await new Command("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", User).RunAsync(cancellation);
        made.OrThrow($"The user {User}, as which Caddy is to run, could not be made", "Make it by hand, then call again.");
    }

    private static async Task OwnAsync(string owner, IReadOnlyList<string> what, CancellationToken cancellation) =>
        (await new Command("chown", ["--no-dereference", owner, .. what]).RunAsync(cancellation)).OrThrow($"{what[^1]} could not be given to {owner}", "Look whether the disk can be written.");
}
