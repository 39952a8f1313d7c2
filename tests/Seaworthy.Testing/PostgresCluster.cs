using System.Net;
using Npgsql;

namespace Seaworthy.Testing;

/// <summary>
/// A PostgreSQL of the tests' own, on a Unix socket in its directory, that may be killed and started again. It trusts every local
/// user and does not wait for the disk: its data lives as long as the test.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string directory;
    private readonly string programs;
    private readonly IPEndPoint? listens;

    private PostgresCluster(string directory, string programs, IPEndPoint? listens = null)
    {
        this.directory = directory;
        this.programs = programs;
        this.listens = listens;
    }

    /// <summary>The directory of the socket <c>.s.PGSQL.5432</c>: a value for <c>POSTGRES_HOST</c>.</summary>
    public string SocketDirectory => directory;

    private int Port => listens?.Port ?? 5432;

    private string Data => Path.Combine(directory, "data");

    /// <summary>Makes a cluster in a directory that does not exist yet, and starts it.</summary>
    /// <param name="listens">Where it also listens, and trusts everybody: an address that no stranger reaches. Null: on its socket alone.</param>
    public static async Task<PostgresCluster> Create(string directory, CancellationToken cancel, IPEndPoint? listens = null)
    {
        var cluster = new PostgresCluster(directory, FindPrograms(), listens);
        Directory.CreateDirectory(directory);
        await Tool.Run("chown", ["postgres", directory], cancel);
        await cluster.AsPostgres("initdb", ["-D", cluster.Data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], cancel);
        if (listens is not null)
            await File.AppendAllTextAsync(Path.Combine(cluster.Data, "pg_hba.conf"), "host all all all trust\n", cancel);
        await cluster.Start(cancel);
        return cluster;
    }

    /// <summary>Starts it, also after <see cref="Kill"/>: then the dead server's lock is in the way until the system has reaped it.</summary>
    public Task Start(CancellationToken cancel) => Eventually.Passes(
        async token =>
        {
            // PostgreSQL's own log stays in its directory; waiting for its pipe to close would be waiting for its end.
            await AsPostgres("pg_ctl",
            [
                "-D", Data, "-w", "-l", Path.Combine(directory, "postgres.log"), "-o",
                $"-c listen_addresses='{listens?.Address}' -c port={Port} -c unix_socket_directories={directory} -c fsync=off -c max_connections=200 -c shared_buffers=32MB -c jit=off",
                "start",
            ], token);
        },
        Patience, $"PostgreSQL in {directory} did not start; its postgres.log says why", cancel);

    /// <summary>kill -9 of the postmaster; its sessions end by themselves.</summary>
    public void Kill()
    {
        using var postmaster = System.Diagnostics.Process.GetProcessById(ProcessId);
        postmaster.Kill();
    }

    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), null);

    public NpgsqlConnection Connection(string database) => new(
        new NpgsqlConnectionStringBuilder { Host = directory, Port = Port, Username = "postgres", Database = database, Pooling = false }.ConnectionString);

    public async Task CreateDatabase(string name, CancellationToken cancel)
    {
        await using var connection = Connection("postgres");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"create database \"{name}\"";
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await AsPostgres("pg_ctl", ["-D", Data, "-m", "immediate", "stop"], CancellationToken.None);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Ends and removes the cluster of a test run that was killed; does nothing where there is none.</summary>
    public static async Task Remove(string directory, CancellationToken cancel)
    {
        var cluster = new PostgresCluster(directory, FindPrograms());
        if (File.Exists(Path.Combine(cluster.Data, "postmaster.pid")))
        {
            try
            {
                await cluster.AsPostgres("pg_ctl", ["-D", cluster.Data, "-m", "immediate", "stop"], cancel);
            }
            catch (ToolFailedException)
            {
                // It died with its run and only its lock file is left.
            }
        }
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>The newest PostgreSQL that Debian's packages put under <c>/usr/lib/postgresql/&lt;version&gt;/bin</c>.</summary>
    private static string FindPrograms() =>
        Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(path => int.Parse(Path.GetFileName(path), null))
            .Select(path => Path.Combine(path, "bin"))
            .First(path => File.Exists(Path.Combine(path, "initdb")));

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private Task<string> AsPostgres(string program, IEnumerable<string> arguments, CancellationToken cancel) =>
        Tool.Run("runuser", ["-u", "postgres", "--", Path.Combine(programs, program), .. arguments], cancel, directory);
}
