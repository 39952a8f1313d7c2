using System.Globalization;
using System.Runtime.InteropServices;

namespace Seaworthy.Server.Platform.Processes;

/// <summary>
/// The system user <c>seaworthy</c>, who owns nothing but the work directory: whatever reads a stranger's files runs as this user. Made when
/// missing; where users cannot be made, it is <c>nobody</c>.
/// </summary>
public sealed partial class UnprivilegedUser(PlatformOptions options, ProcessRunner processes, ILogger<UnprivilegedUser> logger)
{
    private const string Name = "seaworthy";
    private const string Fallback = "nobody";
    private ProcessUser? known;

    public async Task<ProcessUser> GetAsync(CancellationToken ct) => known ??= await FindAsync(Name, ct) ?? await CreateAsync(ct);

    /// <summary>The same user with the group of the engine's socket: for the client of BuildKit, which sends a stranger's files.</summary>
    public async Task<ProcessUser> WithEngineAsync(CancellationToken ct)
    {
        var user = await GetAsync(ct);
        var group = await ReadAsync("stat", ["--format=%g", options.DockerSocket], ct);
        return user with { Groups = [int.Parse(group!, CultureInfo.InvariantCulture)] };
    }

    /// <summary>Gives a path, without following a link, to the user.</summary>
    public static void Give(string path, ProcessUser user)
    {
        if (ChangeOwner(path, user.UserId, user.GroupId) != 0)
            throw new IOException($"{path} cannot be given to user {user.UserId}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Gives a directory with all that is in it; links are given themselves, not what they point at.</summary>
    public static void GiveAll(string directory, ProcessUser user)
    {
        Give(directory, user);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            if (entry is DirectoryInfo { LinkTarget: null })
                GiveAll(entry.FullName, user);
            else
                Give(entry.FullName, user);
        }
    }

    private async Task<ProcessUser> CreateAsync(CancellationToken ct)
    {
        await ReadAsync("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent", "--shell=/usr/sbin/nologin", Name], ct);
        if (await FindAsync(Name, ct) is { } made)
            return made;
        NoUser(logger, Name, Fallback);
        return await FindAsync(Fallback, ct) ?? throw new InvalidOperationException($"This machine has neither a user {Name} nor {Fallback}.");
    }

    /// <summary>Reads <c>name:x:uid:gid:…</c>.</summary>
    private async Task<ProcessUser?> FindAsync(string name, CancellationToken ct)
    {
        var fields = (await ReadAsync("getent", ["passwd", name], ct))?.Split(':');
        return fields is { Length: > 3 }
            ? new ProcessUser(int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The first line that a program prints, or null if it fails.</summary>
    private async Task<string?> ReadAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        string? first = null;
        var result = await processes.RunAsync(
            new ProcessCommand(program, arguments) { Deadline = TimeSpan.FromSeconds(10) },
            line =>
            {
                first ??= line.Text;
                return ValueTask.CompletedTask;
            },
            _ => Task.CompletedTask,
            ct);
        ct.ThrowIfCancellationRequested();
        return result.Succeeded ? first : null;
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, int user, int group);

    [LoggerMessage(LogLevel.Warning, "The system user {Name} cannot be made: builds run as {Fallback}")]
    private static partial void NoUser(ILogger logger, string name, string fallback);
}
