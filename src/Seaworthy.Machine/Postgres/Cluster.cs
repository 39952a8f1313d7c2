using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Postgres;

/// <summary>A private PostgreSQL cluster on disk: made once, then only its configuration is kept up to date.</summary>
public sealed class Cluster(ClusterSpec spec)
{
    public ClusterSpec Spec => spec;

    /// <summary>The major version of PostgreSQL that made it; null while it is still to be made.</summary>
    public int? Version => Path.Combine(spec.DataDirectory, "PG_VERSION") is var file && File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim()) : null;

    /// <summary>Makes the cluster unless it is there, and writes its configuration. Directories belong to the cluster's user.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await OwnAsync(spec.DataDirectory, cancellation);
        await OwnAsync(spec.SocketDirectory, cancellation);
        if (Version is null)
            await InitializeAsync(cancellation);
        File.WriteAllText(Path.Combine(spec.DataDirectory, "postgresql.conf"), ClusterFiles.PostgresqlConf(spec));
        File.WriteAllText(Path.Combine(spec.DataDirectory, "pg_hba.conf"), ClusterFiles.PgHbaConf);
        File.WriteAllText(Path.Combine(spec.DataDirectory, "pg_ident.conf"), ClusterFiles.PgIdentConf(spec));
    }

    /// <summary>The command that is the server, in the foreground, as the cluster's user.</summary>
    public Command Server()
    {
        var programs = PostgresPrograms.For(this);
        return AsClusterUser(new Command(programs.Postgres, "-D", spec.DataDirectory));
    }

    private async Task InitializeAsync(CancellationToken cancellation)
    {
        var programs = PostgresPrograms.For(this);
        List<string> arguments =
        [
            "--pgdata", spec.DataDirectory, "--username", ClusterSpec.Role, "--auth", "peer",
            "--encoding", "UTF8", "--locale", "C.UTF-8",
        ];
        if (!spec.Durable)
            arguments.Add("--no-sync");
        var made = await AsClusterUser(new Command(programs.InitDb, arguments)).RunAsync(cancellation);
        made.OrThrow(
            $"PostgreSQL's data directory {spec.DataDirectory} could not be made",
            $"Check that the disk has room and that the user {spec.User} can enter the directories above it.");
    }

    private async Task OwnAsync(string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Environment.IsPrivilegedProcess)
            return;
        var owned = await new Command("chown", $"{spec.User}:", directory).RunAsync(cancellation);
        owned.OrThrow($"{directory} could not be given to the user {spec.User}", "Is PostgreSQL installed? ./sea up installs it.");
    }

    /// <summary>`setpriv` becomes the program itself, so that a signal to its process id reaches PostgreSQL.</summary>
    private Command AsClusterUser(Command command) => !Environment.IsPrivilegedProcess ? command : command with
    {
        Program = "setpriv",
        Arguments = ["--reuid", spec.User, "--regid", spec.User, "--init-groups", "--", command.Program, .. command.Arguments],
    };
}
