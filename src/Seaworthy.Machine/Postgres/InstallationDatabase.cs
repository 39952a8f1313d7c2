using System.Globalization;
using Npgsql;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Postgres;

/// <summary>An installation's database as this machine's programs reach it, in the private cluster or wherever POSTGRES_* says.</summary>
public sealed class InstallationDatabase
{
    private static readonly TimeSpan longest = TimeSpan.FromHours(6);

    private readonly NpgsqlConnectionStringBuilder connection;
    private readonly string sslMode;
    private readonly PostgresPrograms programs;

    private InstallationDatabase(NpgsqlConnectionStringBuilder connection, string sslMode, PostgresPrograms programs) =>
        (this.connection, this.sslMode, this.programs) = (connection, sslMode, programs);

    /// <summary>Npgsql's connection string.</summary>
    public string ConnectionString => connection.ConnectionString;

    /// <exception cref="PostgresMissingException">PostgreSQL's programs are not installed.</exception>
    public static InstallationDatabase Of(Installation installation)
    {
        if (installation.Settings.PostgresHost is null)
        {
            var cluster = installation.Cluster;
            return new(new NpgsqlConnectionStringBuilder(cluster.Spec.ConnectionString(ClusterSpec.Role)), "prefer", PostgresPrograms.For(cluster));
        }
        var newest = PostgresPrograms.Installed() is [var first, ..] ? first : throw new PostgresMissingException(installation.Cluster);
        return new(External(installation.Settings), installation.Settings.Variables.GetValueOrDefault("POSTGRES_SSL_MODE", "prefer"), newest);
    }

    /// <summary>The first column of the first row; null where there is none.</summary>
    /// <exception cref="PostgresUnreachableException">It does not answer.</exception>
    public async Task<object?> ScalarAsync(string sql, CancellationToken cancellation) =>
        (await RowsAsync(sql, cancellation)) is [[var first, ..], ..] ? first : null;

    /// <summary>All rows of a query, each as its columns.</summary>
    /// <exception cref="PostgresUnreachableException">It does not answer.</exception>
    public async Task<IReadOnlyList<object?[]>> RowsAsync(string sql, CancellationToken cancellation)
    {
        await using var opened = await OpenAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(sql, opened);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancellation))
            {
                var row = new object?[reader.FieldCount];
                for (var column = 0; column < row.Length; column++)
                    row[column] = await reader.IsDBNullAsync(column, cancellation) ? null : reader.GetValue(column);
                rows.Add(row);
            }
            return rows;
        }
        catch (NpgsqlException cause) when (cause is not PostgresException)
        {
            throw new PostgresUnreachableException(ConnectionString, cause);
        }
    }

    /// <summary>The number of the newest migration; 0 for a database that no server has worked on.</summary>
    public async Task<int> SchemaAsync(CancellationToken cancellation) =>
        await ScalarAsync("select to_regclass('public.schema_migrations') is not null", cancellation) is true
            ? await ScalarAsync("select coalesce(max(number), 0) from schema_migrations", cancellation) as int? ?? 0
            : 0;

    /// <summary>Null for a database that no server has worked on.</summary>
    public async Task<Guid?> InstallationIdAsync(CancellationToken cancellation) =>
        await ScalarAsync("select to_regclass('public.installation') is not null", cancellation) is true
            ? await ScalarAsync("select id from installation", cancellation) as Guid?
            : null;

    /// <summary>One consistent picture of everything, in pg_dump's custom format, whatever goes on meanwhile.</summary>
    public async Task DumpAsync(string file, Action<string> onTable, CancellationToken cancellation)
    {
        var dumped = await (Program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--verbose", $"--file={file}", connection.Database!) with
        {
            OnLine = line =>
            {
                // pg_dump: dumping contents of table "public.build_log"
                if (line.IndexOf("contents of table", StringComparison.Ordinal) is > 0 and var at)
                    onTable(line[at..]);
            },
        }).RunAsync(cancellation);
        dumped.OrThrow("The database could not be dumped", "If the server is newer than these programs, install its version's postgresql-client.");
    }

    /// <summary>Replaces everything in the database by a dump. No server may work on it meanwhile.</summary>
    public async Task RestoreAsync(string dump, CancellationToken cancellation)
    {
        await ClearAsync(cancellation);
        var restored = await Program("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", $"--dbname={connection.Database}", dump).RunAsync(cancellation);
        restored.OrThrow("The database could not be restored", "The backup itself is untouched: mend what is said here and restore it again.");
    }

    private async Task ClearAsync(CancellationToken cancellation)
    {
        await using var opened = await OpenAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(
                """
                do $$
                declare it record;
                begin
                    for it in select tablename as name from pg_tables where schemaname = 'public' loop
                        execute format('drop table if exists public.%I cascade', it.name);
                    end loop;
                    for it in select sequencename as name from pg_sequences where schemaname = 'public' loop
                        execute format('drop sequence if exists public.%I cascade', it.name);
                    end loop;
                    for it in select p.oid::regprocedure as name from pg_proc p
                        where p.pronamespace = 'public'::regnamespace
                            and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
                        execute format('drop routine if exists %s cascade', it.name);
                    end loop;
                    for it in select t.typname as name from pg_type t
                        where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd') loop
                        execute format('drop type if exists public.%I cascade', it.name);
                    end loop;
                end $$;
                """,
                opened);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException cause)
        {
            throw new PostgresUnreachableException(ConnectionString, cause);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5, CommandTimeout = 120 }.ConnectionString);
        try
        {
            await opened.OpenAsync(cancellation);
            return opened;
        }
        catch (NpgsqlException cause)
        {
            await opened.DisposeAsync();
            throw new PostgresUnreachableException(ConnectionString, cause);
        }
    }

    /// <summary>The password goes by the environment, where no other user sees it.</summary>
    private Command Program(string name, params IReadOnlyList<string> arguments) => new(
        Path.Combine(programs.Folder, name),
        [$"--host={connection.Host}", $"--port={connection.Port.ToString(CultureInfo.InvariantCulture)}", $"--username={connection.Username}", "--no-password", .. arguments])
    {
        Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = connection.Password, ["PGSSLMODE"] = sslMode, ["LC_ALL"] = "C.UTF-8" },
        Deadline = longest,
    };

    internal static NpgsqlConnectionStringBuilder External(InstallationSettings settings)
    {
        var variables = settings.Variables;
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = settings.PostgresHost,
            Username = variables.GetValueOrDefault("POSTGRES_USER", ClusterSpec.Role),
            Password = variables.GetValueOrDefault("POSTGRES_PASSWORD"),
            Database = variables.GetValueOrDefault("POSTGRES_DB", ClusterSpec.Role),
        };
        if (variables.TryGetValue("POSTGRES_PORT", out var port))
            connection.Port = ushort.TryParse(port, out var number) && number > 0 ? number : throw new SettingUnusableException("POSTGRES_PORT", port, "a port between 1 and 65535");
        if (variables.TryGetValue("POSTGRES_SSL_MODE", out var mode))
            connection.SslMode = Enum.GetNames<SslMode>().Contains(mode.Replace("-", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
                ? Enum.Parse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true)
                : throw new SettingUnusableException("POSTGRES_SSL_MODE", mode, "disable, allow, prefer, require, verify-ca or verify-full");
        return connection;
    }
}
